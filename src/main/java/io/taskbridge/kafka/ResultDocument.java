package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Results as JSON, name by name as the outward contract has them. */
final class ResultDocument {
  /** Far more than any honest schema takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Holds what the API calls by a name that means something else in a result. */
  private static final String API_FIELDS = "api_fields";

  private static final Set<String> RESERVED = Set.of(API_FIELDS, "output_valid", "output_errors");

  private final OutputCheck outputCheck = new OutputCheck(PATIENCE);

  ObjectNode whole(TaskEvent.Finished event) {
    TaskResult result = event.result();
    ObjectNode whole = value(event.subject(), result);
    outputCheck
        .judge(event.outputSchema(), result.output())
        .ifPresent(
            judgement -> {
              whole.put("output_valid", judgement.valid());
              if (!judgement.valid()) {
                judgement.errors().forEach(whole.putArray("output_errors")::add);
              }
            });
    return whole;
  }

  /**
   * One output that is too large must not stop the others: its place is taken by an error.
   *
   * @param reason why, a sentence
   */
  ObjectNode withoutOutput(TaskEvent.Finished event, String reason) {
    TaskResult result = event.result();
    TaskError error = TaskError.of(ErrorCode.OUTPUT_TOO_LARGE, reason);
    return value(
        event.subject(),
        new TaskResult(
            result.status(),
            null,
            error,
            result.creditsUsed(),
            result.device(),
            result.artifacts(),
            result.submittedAt(),
            result.finishedAt(),
            null));
  }

  private static ObjectNode value(Subject subject, TaskResult result) {
    ObjectNode value = EventFields.about(subject);
    value.put("status", result.status());
    EventFields.raw(value, "output", result.output());
    TaskError error = result.error();
    if (error == null) {
      value.putNull("error");
    } else {
      ObjectNode errorValue = value.putObject("error");
      errorValue.put("code", error.code().name());
      errorValue.put("message", error.message());
      errorValue.put("http_status", error.httpStatus());
      EventFields.raw(errorValue, "detail", error.detail());
    }
    value.put("credits_used", result.creditsUsed());
    value.put("device", result.device());
    EventFields.links(value, result.artifacts());
    value.put("submitted_at", text(result.submittedAt()));
    value.put("finished_at", text(result.finishedAt()));
    passThrough(value, result.unknown());
    return value;
  }

  /**
   * What the API told beside the fields known here keeps its names. Where such a name is ours, or
   * the field's type is not the one that its readers count on, it stands apart.
   */
  private static void passThrough(ObjectNode value, Json unknown) {
    if (unknown == null) {
      return;
    }
    ObjectNode apart = JsonDocuments.MAPPER.createObjectNode();
    try {
      JsonNode fields = JsonDocuments.read(unknown.text().getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, JsonNode> field : fields.properties()) {
        boolean taken = value.has(field.getKey()) || RESERVED.contains(field.getKey());
        (taken ? apart : value).set(field.getKey(), field.getValue());
      }
    } catch (JsonDocuments.NotJsonException e) {
      // A number of the API that nobody can hold, for one: as it came, and the result goes out.
      value.putRawValue(API_FIELDS, new RawValue(unknown.text()));
      return;
    }
    if (!apart.isEmpty()) {
      value.set(API_FIELDS, apart);
    }
  }

  private static String text(Instant time) {
    return time == null ? null : time.toString();
  }
}
