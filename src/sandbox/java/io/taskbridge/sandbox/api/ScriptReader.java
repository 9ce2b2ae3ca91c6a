package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads task scripts from JSON and from a request's metadata. */
final class ScriptReader {

  private static final String KEY = "sandbox";
  private static final String PREFIX = KEY + ".";
  private static final List<String> ARTIFACT = List.of("url", "empty", "never");
  private static final List<String> ACTIONS =
      List.of("goto", "extract", "evaluate_js", "run_task", "close");

  private ScriptReader() {}

  /**
   * The script of a request: the defaults, then the JSON under {@code sandbox}, then the single
   * keys {@code sandbox.<key>}.
   *
   * @return null when the metadata say nothing, so that the defaults apply unread
   * @throws ScriptException when a key or value makes no sense
   */
  static TaskScript fromMetadata(JsonNode metadata, ObjectNode defaults) {
    ObjectNode script = null;
    if (metadata.isObject()) {
      JsonNode whole = metadata.get(KEY);
      if (whole != null) {
        JsonNode parsed = whole.isTextual() ? Json.lenient(whole.textValue()) : whole;
        new Fields("sandbox script", parsed);
        script = defaults.deepCopy().setAll((ObjectNode) parsed);
      }
      for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
        if (entry.getKey().startsWith(PREFIX)) {
          script = script == null ? defaults.deepCopy() : script;
          script.set(entry.getKey().substring(PREFIX.length()), entry.getValue());
        }
      }
    }
    return script == null ? null : read(script);
  }

  static TaskScript read(ObjectNode node) {
    Fields f = new Fields("sandbox script", node);
    long holdMs = f.millis("hold_ms", Fields.FOREVER);
    TaskScript script =
        new TaskScript(
            f.millis("wait_ms", 100),
            f.millis("run_ms", 400),
            SimStatus.valueOf(
                f.oneOf("status", "done", List.of("done", "failed", "cancelled"))
                    .toUpperCase(Locale.ROOT)),
            f.json("output"),
            f.integer("credits", 5, 0, 1_000_000),
            f.oneOf("recording", "url", ARTIFACT),
            f.millis("recording_ms", 200),
            f.oneOf("downloads", "empty", ARTIFACT),
            f.millis("downloads_ms", 0),
            tools(f),
            f.millis("tool_timeout_ms", Fields.FOREVER),
            f.oneOf("tool_error", "ignore", List.of("ignore", "fail")).equals("fail"),
            holdMs == Fields.FOREVER ? null : holdMs,
            Math.max(0, f.millis("action_ms", 100)),
            actions(f),
            f.millis("lose_ms", Fields.FOREVER),
            f.object("extra"),
            faults(f));
    f.rejectUnknown();
    return script;
  }

  private static List<ToolCallScript> tools(Fields f) {
    List<ToolCallScript> calls = new ArrayList<>();
    for (JsonNode node : f.list("tools")) {
      if (node.isTextual()) {
        // Short form: names with commas between them.
        Arrays.stream(node.textValue().split(","))
            .map(name -> ToolCallScript.read(Json.text(name.trim())))
            .forEach(calls::addAll);
      } else {
        calls.addAll(ToolCallScript.read(node));
      }
    }
    return List.copyOf(calls);
  }

  private static Map<String, List<ActionScript>> actions(Fields f) {
    ObjectNode node = f.object("actions");
    Map<String, List<ActionScript>> actions = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!ACTIONS.contains(entry.getKey())) {
        throw f.wrong("actions", "an object with the keys " + ACTIONS, Json.text(entry.getKey()));
      }
      JsonNode value = entry.getValue();
      ArrayNode answers = value.isArray() ? (ArrayNode) value : Json.array().add(value);
      List<ActionScript> scripts = new ArrayList<>();
      answers.forEach(answer -> scripts.add(ActionScript.read(answer)));
      actions.put(entry.getKey(), List.copyOf(scripts));
    }
    return Map.copyOf(actions);
  }

  /** The listed faults, and the refusal, which is one more of them. */
  private static List<Fault> faults(Fields f) {
    List<Fault> faults =
        new ArrayList<>(FaultReader.readAll("sandbox script, 'faults'", f.list("faults")));
    String refuse = f.text("refuse", null);
    JsonNode detail = f.json("refuse_detail");
    int times = f.integer("refuse_times", -1, -1, Integer.MAX_VALUE);
    Integer retryAfter = f.integerOrNull("retry_after_s", 0, 86_400);
    if (refuse != null) {
      Refusal refusal = Refusal.of(f, refuse);
      faults.add(
          new Fault(
              Operation.SUBMIT,
              Fault.Kind.STATUS,
              true,
              0,
              refusal.status(),
              detail == null ? refusal.detail() : detail,
              retryAfter,
              0,
              null,
              times,
              1));
    }
    return List.copyOf(faults);
  }

  private record Refusal(int status, JsonNode detail) {

    static Refusal of(Fields f, String word) {
      switch (word) {
        case "premium":
          return new Refusal(403, Json.text(Details.PREMIUM));
        case "auth":
          return new Refusal(403, Json.text(Details.AUTHENTICATION));
        case "credits":
          return new Refusal(429, Json.text(Details.CREDITS));
        case "concurrency":
          return new Refusal(429, Json.text(Details.CONCURRENCY));
        case "rate":
          return new Refusal(429, Json.text(Details.RATE));
        default:
          if (!word.matches("[345]\\d\\d")) {
            throw f.wrong(
                "refuse",
                "a status from 300 to 599 or one of premium, auth, credits, concurrency, rate",
                Json.text(word));
          }
          return new Refusal(Integer.parseInt(word), Details.of(Integer.parseInt(word)));
      }
    }
  }
}
