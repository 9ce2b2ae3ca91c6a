package io.taskbridge.submission;

import io.taskbridge.task.Json;
import java.util.List;

/**
 * Masks the strings and numbers of a JSON document one by one, however the API escaped them. What
 * holds no secret is copied as it came.
 */
final class JsonMasking {
  private static final String BETWEEN_SCALARS = "{}[],:\" \t\r\n";
  private static final char UNICODE = 'u';

  private final String json;
  private final List<String> secrets;
  private final StringBuilder masked;
  private int at;

  private JsonMasking(String json, List<String> secrets) {
    this.json = json;
    this.secrets = secrets;
    this.masked = new StringBuilder(json.length());
  }

  static String mask(Json json, List<String> secrets) {
    return new JsonMasking(json.text(), secrets).mask();
  }

  private String mask() {
    while (at < json.length()) {
      char c = json.charAt(at);
      if (c == '"') {
        string();
      } else if (BETWEEN_SCALARS.indexOf(c) >= 0) {
        masked.append(c);
        at++;
      } else {
        scalar();
      }
    }
    return masked.toString();
  }

  private void string() {
    int from = at++;
    StringBuilder text = new StringBuilder();
    while (json.charAt(at) != '"') {
      text.append(json.charAt(at) == '\\' ? escaped() : json.charAt(at++));
    }
    at++;
    String without = Masking.mask(text.toString(), secrets);
    if (without.contentEquals(text)) {
      masked.append(json, from, at);
    } else {
      quote(without);
    }
  }

  /** The character that the escape at the current place stands for. */
  private char escaped() {
    char c = json.charAt(at + 1);
    if (c == UNICODE) {
      char decoded = (char) Integer.parseInt(json.substring(at + 2, at + 6), 16);
      at += 6;
      return decoded;
    }
    at += 2;
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> c;
    };
  }

  private void quote(String text) {
    masked.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        masked.append('\\').append(c);
      } else if (c < ' ') {
        masked.append(String.format("\\u%04x", (int) c));
      } else {
        masked.append(c);
      }
    }
    masked.append('"');
  }

  private void scalar() {
    int from = at;
    while (at < json.length() && BETWEEN_SCALARS.indexOf(json.charAt(at)) < 0) {
      at++;
    }
    String scalar = json.substring(from, at);
    boolean number = !Character.isLetter(scalar.charAt(0));
    if (number && secrets.contains(scalar)) {
      quote(Masking.MASK);
    } else {
      masked.append(scalar);
    }
  }
}
