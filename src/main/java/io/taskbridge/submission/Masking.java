package io.taskbridge.submission;

import io.taskbridge.task.Json;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes a request's secrets out of what the API says about it: validation errors quote the input
 * that they complain about.
 */
final class Masking {
  static final String MASK = "***";

  /** Ends a text that was cut to its greatest length. */
  private static final String CUT = "…";

  private Masking() {}

  /** Masks a text for people, which may have been brought to one line and cut. */
  static String mask(String text, List<String> secrets) {
    String masked = text;
    for (String secret : longestFirst(secrets)) {
      masked = masked.replace(secret, MASK);
    }
    return masked.endsWith(CUT) ? withoutHalfASecret(masked, secrets) : masked;
  }

  /** Masks JSON, which stays JSON whatever the secrets are. */
  static Json mask(Json json, List<String> secrets) {
    return json == null || secrets.isEmpty() ? json : new Json(JsonMasking.mask(json, secrets));
  }

  /**
   * With each secret as it is and as it stands in one line. The longest first, so that no piece of
   * one is left over when another is a part of it.
   */
  private static List<String> longestFirst(List<String> secrets) {
    return secrets.stream()
        .flatMap(secret -> Stream.of(secret, inOneLine(secret)))
        .filter(secret -> !secret.isEmpty())
        .distinct()
        .sorted(Comparator.comparing(String::length).reversed())
        .toList();
  }

  private static String inOneLine(String secret) {
    return secret.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ").strip();
  }

  /** Where the cut went through a secret, its first half is taken out as well. */
  private static String withoutHalfASecret(String cut, List<String> secrets) {
    String text = cut.substring(0, cut.length() - CUT.length());
    int longest =
        longestFirst(secrets).stream()
            .mapToInt(secret -> commonLength(text, secret))
            .max()
            .orElse(0);
    return longest == 0 ? cut : text.substring(0, text.length() - longest) + MASK + CUT;
  }

  /** The length of the longest end of the text with which the secret begins. */
  private static int commonLength(String text, String secret) {
    int length = Math.min(text.length(), secret.length());
    while (!text.regionMatches(text.length() - length, secret, 0, length)) {
      length--;
    }
    return length;
  }
}
