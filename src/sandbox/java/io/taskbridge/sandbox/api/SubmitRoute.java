package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /task}: the checks in the order in which the API makes them, then a new task. */
final class SubmitRoute {

  private final ApiState state;

  SubmitRoute(ApiState state) {
    this.state = state;
  }

  /**
   * A submission as far as it can be read.
   *
   * @param body null when it is not JSON
   * @param script null when the request says nothing about it
   * @param wrong why the script cannot be read, or where the JSON is broken; null when neither
   */
  record Read(JsonNode body, TaskScript script, String wrong) {}

  Read read(byte[] bytes) {
    JsonNode body;
    try {
      body = Json.MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      return new Read(null, null, e.getOriginalMessage());
    } catch (IOException e) {
      // Invalid UTF-8 comes as this one.
      return new Read(null, null, e.getMessage());
    }
    if (body.isMissingNode()) {
      return new Read(null, null, "the body is empty");
    }
    try {
      return new Read(
          body,
          ScriptReader.fromMetadata(body.path("metadata"), state.settings.scriptNode()),
          null);
    } catch (ScriptException e) {
      return new Read(body, null, e.getMessage());
    }
  }

  Answer submit(Call call, Read read) {
    JsonNode body = read.body();
    if (body == null) {
      return Answer.invalid(
          Json.array()
              .add(
                  Details.invalid(
                      "json_invalid", "JSON decode error: " + read.wrong(), Json.object(), 0)));
    }
    ArrayNode errors = RequestValidator.check(body);
    if (!errors.isEmpty()) {
      return Answer.invalid(errors);
    }
    if (read.wrong() != null) {
      return Answer.error(400, read.wrong());
    }
    Answer refusal = refusal(body);
    return refusal != null ? refusal : accept(call, read);
  }

  private Answer accept(Call call, Read read) {
    TaskScript script = read.script() == null ? state.settings.script() : read.script();
    SimTask task =
        state.tasks.create(call, script, TaskTraits.of(read.body()), state.settings.keepTasks());
    state.timeline.begin(task);
    return Answer.ok(TaskView.brief(state, task)).forTask(task);
  }

  /** What the account or the ids in the request forbid; null when nothing. */
  private Answer refusal(JsonNode body) {
    ApiSettings settings = state.settings;
    List<String> premium =
        settings.premium().stream().filter(field -> isUsed(body.path(field))).sorted().toList();
    if (!premium.isEmpty()) {
      return Answer.error(403, Details.PREMIUM + " (" + String.join(", ", premium) + ")");
    }
    List<String> unknown = settings.strictIds() ? unknownIds(body) : List.of();
    if (!unknown.isEmpty()) {
      return Answer.error(400, "Not found: " + String.join(", ", unknown) + ".");
    }
    if (settings.credits() != null && settings.credits() <= 0) {
      return Answer.error(429, Details.CREDITS).retryAfter(settings.retryAfter());
    }
    if (settings.planLimit() > 0 && state.tasks.open() >= settings.planLimit()) {
      return Answer.error(429, Details.CONCURRENCY).retryAfter(settings.retryAfter());
    }
    return null;
  }

  private List<String> unknownIds(JsonNode body) {
    List<String> unknown = new ArrayList<>();
    JsonNode profile = body.path("profile_id");
    if (profile.isTextual() && !state.profiles.contains(profile.textValue())) {
      unknown.add("profile " + profile.textValue());
    }
    for (JsonNode file : body.path("files")) {
      if (!state.files.contains(file.asText())) {
        unknown.add("file " + file.asText());
      }
    }
    for (JsonNode extension : body.path("extensions")) {
      if (!state.extensions.contains(extension.asText())) {
        unknown.add("extension " + extension.asText());
      }
    }
    return unknown;
  }

  private static boolean isUsed(JsonNode value) {
    return !value.isMissingNode()
        && !value.isNull()
        && !(value.isBoolean() && !value.booleanValue());
  }
}
