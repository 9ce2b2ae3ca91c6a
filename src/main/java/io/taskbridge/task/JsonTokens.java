package io.taskbridge.task;

/**
 * Finds the strings and numbers in the text of a JSON document that is known to be well-formed. All
 * else is passed over one character at a time.
 */
final class JsonTokens {
  private static final String ESCAPES = "\"\"\\\\//b\bf\fn\nr\rt\t";

  private JsonTokens() {}

  /** Behind the token that begins here. */
  static int end(String text, int at) {
    int end = at + 1;
    if (text.charAt(at) == '"') {
      while (text.charAt(end) != '"') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      return end + 1;
    }
    if (beginsNumber(text.charAt(at))) {
      while (end < text.length() && "0123456789+-.eE".indexOf(text.charAt(end)) >= 0) {
        end++;
      }
    }
    return end;
  }

  /** What a string or a number says; null for any other token. */
  static String read(String token) {
    if (token.charAt(0) == '"') {
      return unescaped(token);
    }
    return beginsNumber(token.charAt(0)) ? token : null;
  }

  /** A string as a token. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static boolean beginsNumber(char c) {
    return c == '-' || (c >= '0' && c <= '9');
  }

  private static String unescaped(String token) {
    StringBuilder text = new StringBuilder(token.length());
    int last = token.length() - 1;
    for (int i = 1; i < last; i++) {
      char c = token.charAt(i);
      if (c != '\\') {
        text.append(c);
      } else if (token.charAt(++i) == 'u') {
        text.append((char) Integer.parseInt(token.substring(i + 1, i + 5), 16));
        i += 4;
      } else {
        text.append(ESCAPES.charAt(ESCAPES.indexOf(token.charAt(i)) + 1));
      }
    }
    return text.toString();
  }
}
