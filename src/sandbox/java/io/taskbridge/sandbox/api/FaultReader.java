package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads faults from JSON. The keys are in {@code src/sandbox/README.md}. */
final class FaultReader {

  private static final List<String> OPERATIONS =
      Arrays.asList(
          "submit", "get", "list", "cancel", "event", "profile", "file", "extension", "any");
  private static final List<String> KINDS =
      Arrays.stream(Fault.Kind.values()).map(Fault.Kind::wire).toList();
  private static final int MAX_MB = 1024;

  private FaultReader() {}

  static List<Fault> readAll(String what, Iterable<JsonNode> nodes) {
    List<Fault> faults = new ArrayList<>();
    nodes.forEach(node -> faults.add(read(what, node)));
    return List.copyOf(faults);
  }

  static Fault read(String what, JsonNode node) {
    Fields f = new Fields(what, node);
    String kindText = f.oneOf("kind", null, KINDS);
    if (kindText == null) {
      throw f.wrong("kind", "one of " + String.join(", ", KINDS), node.path("kind"));
    }
    Fault.Kind kind = Fault.Kind.valueOf(kindText.toUpperCase(Locale.ROOT));
    String op = f.oneOf("op", "any", OPERATIONS);
    String when =
        f.oneOf("when", kind.isBeforeByDefault() ? "before" : "after", List.of("before", "after"));
    int status = f.integer("status", 503, 200, 599);
    JsonNode detail = f.json("detail");
    Fault fault =
        new Fault(
            op.equals("any") ? null : Operation.valueOf(op.toUpperCase(Locale.ROOT)),
            kind,
            when.equals("before"),
            Math.max(0, f.millis("ms", kind == Fault.Kind.SLOW ? 1_000 : 0)),
            status,
            detail == null ? Details.of(status) : detail,
            f.integerOrNull("retry_after_s", 0, 86_400),
            f.decimal("mb", 64, MAX_MB),
            f.text("location", "/elsewhere"),
            f.integer("count", -1, -1, Integer.MAX_VALUE),
            f.fraction("probability", 1));
    f.rejectUnknown();
    return fault;
  }
}
