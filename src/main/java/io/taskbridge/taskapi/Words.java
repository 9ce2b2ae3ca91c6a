package io.taskbridge.taskapi;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells apart what the API puts under one status. Only one of its texts is documented ("API credits
 * exhausted. Please upgrade your plan."), so these are rules about words; an unknown text gets the
 * reading whose consequences are the milder ones.
 */
final class Words {
  /** Said only to a caller whose key is the problem. */
  private static final Pattern BAD_KEY =
      Pattern.compile(
          "(invalid|missing|incorrect|wrong|unknown|expired|revoked|bad|no valid|required?|"
              + "disabled)[ :a-z]{0,20}(api[ _-]?key|credential|access token|bearer token)"
              + "|(api[ _-]?key|credentials?|access token|bearer token)[ :a-z]{0,24}"
              + "(invalid|missing|incorrect|wrong|unknown|expired|revoked|required|disabled|"
              + "not valid|not found|not recogni[sz]ed|could not be)"
              + "|invalid key|not authenticated|unauthenticated|authentication (failed|required)"
              + "|could not (authenticate|validate)|not logged in");

  /** Speaks of authentication in some way. */
  private static final Pattern ABOUT_KEY =
      Pattern.compile(
          "api[ _-]?key|authenticat|unauthori[sz]ed|not authori[sz]ed|credential|\\btoken\\b"
              + "|\\bapikey\\b");

  /** Speaks of what the account has bought. */
  private static final Pattern ABOUT_PLAN =
      Pattern.compile(
          "\\bplans?\\b|premium|upgrade|subscri|\\btier\\b|\\bfeatures?\\b|enterprise"
              + "|not available|not included");

  /** Nothing but a payment helps. */
  private static final Pattern CREDITS_GONE =
      Pattern.compile(
          "credits?[ a-z]{0,20}(exhausted|used up|depleted|exceeded|gone|insufficient|ran out)"
              + "|(no|out of|insufficient|not enough|zero)[ a-z]{0,20}credits?");

  private static final Pattern ABOUT_RATE =
      Pattern.compile(
          "concurren|too many|simultaneous|at the same time|at once|in parallel|throttl|slow down"
              + "|\\brates?\\b|rate[ _-]?limit|per (second|minute|hour)|requests? limit");

  private static final Pattern ABOUT_MONEY =
      Pattern.compile(
          "credit|upgrade your plan|payment|billing|\\bpaid\\b|insufficient (funds|balance)"
              + "|quota[ a-z]{0,20}(exhausted|exceeded|used up|reached)|exhausted[ a-z]{0,20}quota");

  private Words() {}

  /**
   * Whether a 403 means that the caller was not let in, and not that the request asked for a
   * feature of a larger plan. Null counts as nothing said.
   */
  static boolean speakOfAuthentication(String detail) {
    String text = lower(detail);
    return BAD_KEY.matcher(text).find()
        || (ABOUT_KEY.matcher(text).find() && !ABOUT_PLAN.matcher(text).find());
  }

  /** Whether a 429 means that the credits are gone, and not that there is too much at once. */
  static boolean speakOfCredits(String detail) {
    String text = lower(detail);
    return CREDITS_GONE.matcher(text).find()
        || (ABOUT_MONEY.matcher(text).find() && !ABOUT_RATE.matcher(text).find());
  }

  /** Without control characters, which could forge lines of a log, and cut to a length. */
  static String oneLine(String text, int maxLength) {
    if (text == null) {
      return null;
    }
    StringBuilder line = new StringBuilder(Math.min(text.length(), maxLength));
    for (int i = 0; i < text.length(); i++) {
      if (line.length() >= maxLength - 1 && i < text.length() - 1) {
        return trimmedHalf(line).append('…').toString();
      }
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
    }
    return line.toString().strip();
  }

  private static StringBuilder trimmedHalf(StringBuilder line) {
    int last = line.length() - 1;
    if (last >= 0 && Character.isHighSurrogate(line.charAt(last))) {
      line.setLength(last);
    }
    return line;
  }

  private static String lower(String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
