package io.taskbridge.failpoint;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What the records of a batch tell of one request, by their topics and their JSON. */
final class Contents {
  static final String OUTCOME = "OUTCOME";

  private static final Pattern SUBMITTING = Pattern.compile("\"phase\":\"submitting\"");
  private static final Pattern CALLS_CLOSED =
      Pattern.compile("\"calls\":[1-9]\\d*,\"open_calls\":\\[\\]");
  private static final Pattern FIRST = Pattern.compile("\"sequence\":1\\b");

  private Contents() {}

  /** The first words of the names of points that are about commits, as far as they fit. */
  static Set<String> of(Object batch, String requestId) throws ReflectiveOperationException {
    Pattern wanted = Pattern.compile("(?<![\\w-])" + Pattern.quote(requestId) + "(?!\\w)");
    Set<String> kinds = new HashSet<>();
    for (Object record : (Iterable<?>) get(batch, "records")) {
      String value = text(record, "value");
      if (wanted.matcher(text(record, "key") + " " + value).find()) {
        kinds.add(kind((String) get(record, "topic"), value));
      }
    }
    return kinds;
  }

  private static String kind(String topic, String value) {
    return switch (topic) {
      case "task-status" -> FIRST.matcher(value).find() ? OUTCOME : "STATUS";
      case "task-results" -> "RESULT";
      case "tool-requests" -> "CALL";
      case "tool-replies" -> "FORWARD";
      case "bridge-ledger" -> ledgerKind(value);
      default -> topic;
    };
  }

  private static String ledgerKind(String value) {
    if (SUBMITTING.matcher(value).find()) {
      return "INTENT";
    }
    return CALLS_CLOSED.matcher(value).find() ? "REPLY" : "LEDGER";
  }

  private static String text(Object record, String field) throws ReflectiveOperationException {
    Object bytes = get(record, field);
    return bytes == null ? "" : new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  static Object get(Object target, String accessor) throws ReflectiveOperationException {
    Method method = target.getClass().getMethod(accessor);
    method.setAccessible(true);
    return method.invoke(target);
  }
}
