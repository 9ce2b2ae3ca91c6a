package io.taskbridge.bridge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Secrets that are easily found again, wherever they turn up and however they are written. */
final class PlantedSecrets {
  private final Map<String, String> byName = new LinkedHashMap<>();

  /** Makes one; the name says what it is, and is not in it. */
  String plant(String name) {
    String secret = "plnt" + Integer.toHexString(0x5EC000 + byName.size() * 4_099) + "zQ7w";
    byName.put(name, secret);
    return secret;
  }

  /**
   * What is found in a text: a line for each, which does not quote the secret.
   *
   * @param where the text comes from
   */
  List<String> leaks(String where, String text) {
    List<String> leaks = new ArrayList<>();
    byName.forEach(
        (name, secret) ->
            forms(secret)
                .forEach(
                    (form, written) -> {
                      int at = text.indexOf(written);
                      if (at >= 0) {
                        leaks.add(
                            "%s: the %s%s, after '%s'"
                                .formatted(where, name, form, before(text, at)));
                      }
                    }));
    return leaks;
  }

  private static Map<String, String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    Map<String, String> forms = new LinkedHashMap<>();
    forms.put("", secret);
    forms.put(" in base64", Base64.getEncoder().withoutPadding().encodeToString(bytes));
    return forms;
  }

  private static String before(String text, int at) {
    return text.substring(Math.max(0, at - 120), at).replace('\n', ' ');
  }
}
