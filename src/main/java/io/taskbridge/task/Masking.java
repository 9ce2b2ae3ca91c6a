package io.taskbridge.task;

import java.util.Comparator;
import java.util.List;

/**
 * Takes a request's secrets out of what the API says about it: validation errors quote the input
 * that they complain about.
 */
public final class Masking {
  private static final String MASK = "***";

  /** Where the edge cut a sentence off. */
  private static final char CUT = '…';

  /** A shorter piece at the end of a sentence says nothing about the secret. */
  private static final int SHORTEST_PIECE = 4;

  private Masking() {}

  /** Masks a sentence: one line, as the edge made it. */
  public static String mask(String text, List<String> secrets) {
    String masked = text;
    for (String secret : longestFirst(secrets)) {
      masked = masked.replace(secret, MASK).replace(oneLine(secret), MASK);
      if (!masked.isEmpty() && masked.charAt(masked.length() - 1) == CUT) {
        masked = withoutPiece(masked.substring(0, masked.length() - 1), oneLine(secret)) + CUT;
      }
    }
    return masked;
  }

  /**
   * Masks a JSON document, which stays one: secrets are looked for in its strings as they read, not
   * as they are escaped. A number that holds one becomes the mask as a whole.
   */
  public static Json mask(Json json, List<String> secrets) {
    if (json == null || secrets.isEmpty()) {
      return json;
    }
    String text = json.text();
    StringBuilder masked = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = JsonTokens.end(text, at);
      String token = text.substring(at, end);
      String read = JsonTokens.read(token);
      String clean = read == null ? null : maskExactly(read, secrets);
      // What holds no secret stays as it came.
      masked.append(read == null || clean.equals(read) ? token : JsonTokens.quote(clean));
      at = end;
    }
    return new Json(masked.toString());
  }

  private static String maskExactly(String text, List<String> secrets) {
    String masked = text;
    for (String secret : longestFirst(secrets)) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }

  /** The longest first, so that no piece of one is left over when another is a part of it. */
  private static List<String> longestFirst(List<String> secrets) {
    return secrets.stream()
        .filter(secret -> !secret.isEmpty())
        .sorted(Comparator.comparing(String::length).reversed())
        .toList();
  }

  private static String withoutPiece(String text, String secret) {
    for (int length = secret.length() - 1; length >= SHORTEST_PIECE; length--) {
      if (text.endsWith(secret.substring(0, length))) {
        return text.substring(0, text.length() - length) + MASK;
      }
    }
    return text;
  }

  private static String oneLine(String secret) {
    StringBuilder line = new StringBuilder(secret.length());
    for (char c : secret.toCharArray()) {
      line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
    }
    return line.toString();
  }
}
