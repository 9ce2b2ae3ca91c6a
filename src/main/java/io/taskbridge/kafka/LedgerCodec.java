package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.ledger.ApiMoment;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.EventCursor;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.Json;
import io.taskbridge.task.Origin;
import io.taskbridge.task.RecordKey;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskStatus;
import io.taskbridge.task.ToolCall;
import io.taskbridge.task.ToolCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Ledger entries as JSON. Times are milliseconds since 1970. A field that is missing reads as its
 * default, so that older entries stay readable.
 */
final class LedgerCodec {
  private static final int VERSION = 1;

  byte[] key(RequestId id) {
    return id.value().getBytes(StandardCharsets.UTF_8);
  }

  RequestId key(byte[] key) {
    return new RequestId(new String(key, StandardCharsets.UTF_8));
  }

  byte[] value(LedgerEntry entry) {
    return value(entry, true);
  }

  /**
   * @param withSchema false to leave out that of its output, which whoever restores it can't judge
   */
  byte[] value(LedgerEntry entry, boolean withSchema) {
    ObjectNode value = JsonDocuments.MAPPER.createObjectNode();
    value.put("v", VERSION);
    origin(value.putObject("origin"), entry.origin());
    ObjectNode options = value.putObject("options");
    options(options, entry.options());
    Json schema = entry.options().responseModel();
    if (withSchema && schema != null && (entry.phase().occupiesSlot() || entry.waits())) {
      // Once its result is published, nobody judges by it.
      options.put("response_model", schema.text());
    }
    SteeringCodec.write(value, entry.steering());
    StraysCodec.write(value, entry.strays());
    phase(value, entry.phase());
    return JsonDocuments.write(value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalStateException when nobody but the bridge can have written it and yet it can't
   *     be read, e.g. after a downgrade
   */
  LedgerEntry entry(byte[] key, byte[] bytes, int partition) {
    try {
      JsonNode value = JsonDocuments.readOwn(bytes);
      if (value.path("v").asInt() != VERSION) {
        throw new IllegalStateException("it has version " + value.path("v"));
      }
      return new LedgerEntry(
          key(key),
          origin(value.path("origin"), partition),
          options(value.path("options")),
          SteeringCodec.read(value.path("steering")),
          phase(value),
          StraysCodec.read(value));
    } catch (IOException | RuntimeException e) {
      String why = e instanceof IOException ? "it is no JSON" : e.getMessage();
      throw new IllegalStateException(
          "the ledger entry of request '"
              + new String(key, StandardCharsets.UTF_8)
              + "' cannot be read by this version of the bridge: "
              + why,
          e);
    }
  }

  private static void origin(ObjectNode node, Origin origin) {
    node.put("offset", origin.offset());
    if (origin.key() != null) {
      node.put("key", Base64.getEncoder().encodeToString(origin.key().bytes()));
    }
    node.put("fingerprint", origin.fingerprint());
    if (origin.traceparent() != null) {
      node.put("traceparent", origin.traceparent());
    }
    node.put("accepted", origin.acceptedAt().toEpochMilli());
  }

  private static Origin origin(JsonNode node, int partition) {
    JsonNode key = node.path("key");
    return new Origin(
        partition,
        node.path("offset").longValue(),
        key.isMissingNode() ? null : RecordKey.of(Base64.getDecoder().decode(key.textValue())),
        node.path("fingerprint").textValue(),
        node.path("traceparent").textValue(),
        time(node, "accepted"));
  }

  private static void options(ObjectNode node, RequestOptions options) {
    node.put("ambiguous", options.onAmbiguousSubmit().word());
    node.put("tool_timeout", options.toolTimeout().toMillis());
    node.put("artifacts_timeout", options.artifactsTimeout().toMillis());
    node.put("recording", options.expectsRecording());
    node.put("events", options.followsEvents());
    node.put("session", options.session());
    if (options.deadline() != null) {
      node.put("deadline", options.deadline().toEpochMilli());
    }
  }

  private static RequestOptions options(JsonNode node) {
    return new RequestOptions(
        AmbiguityPolicy.of(node.path("ambiguous").asText()).orElse(AmbiguityPolicy.FAIL),
        Duration.ofMillis(node.path("tool_timeout").longValue()),
        Duration.ofMillis(node.path("artifacts_timeout").longValue()),
        node.path("recording").asBoolean(true),
        node.path("events").asBoolean(true),
        node.path("session").asBoolean(false),
        node.has("deadline") ? time(node, "deadline") : null,
        node.has("response_model")
            ? Schemas.intern(new Json(node.path("response_model").textValue()))
            : null);
  }

  private static void phase(ObjectNode node, Phase phase) {
    if (phase instanceof Phase.Submitting submitting) {
      node.put("phase", "submitting");
      node.put("attempt", submitting.attempt());
      node.put("intent", submitting.intentAt().toEpochMilli());
      if (submitting.byApi() != null) {
        node.put("api_earliest", submitting.byApi().earliest().toEpochMilli());
        node.put("api_latest", submitting.byApi().latest().toEpochMilli());
      }
    } else if (phase instanceof Phase.Waiting) {
      node.put("phase", "waiting");
    } else if (phase instanceof Phase.Running running) {
      node.put("phase", "running");
      task(node.putObject("task"), running.task());
    } else if (phase instanceof Phase.Collecting collecting) {
      node.put("phase", "collecting");
      node.put("until", collecting.until().toEpochMilli());
      task(node.putObject("task"), collecting.task());
    } else {
      Phase.Ended ended = (Phase.Ended) phase;
      node.put("phase", "ended");
      node.put("at", ended.at().toEpochMilli());
      putIfKnown(node, "task_id", ended.taskId() == null ? null : ended.taskId().value());
    }
  }

  private static Phase phase(JsonNode node) {
    String phase = node.path("phase").asText();
    return switch (phase) {
      case "submitting" ->
          new Phase.Submitting(
              node.path("attempt").intValue(), time(node, "intent"), intentByApi(node));
      case "waiting" -> new Phase.Waiting();
      case "running" -> new Phase.Running(task(node.path("task")));
      case "collecting" -> new Phase.Collecting(task(node.path("task")), time(node, "until"));
      case "ended" -> new Phase.Ended(time(node, "at"), taskId(node.path("task_id")));
      default -> throw new IllegalStateException("it is in the unknown phase '" + phase + "'");
    };
  }

  private static ApiMoment intentByApi(JsonNode node) {
    return node.has("api_earliest")
        ? new ApiMoment(time(node, "api_earliest"), time(node, "api_latest"))
        : null;
  }

  private static void task(ObjectNode node, FollowedTask task) {
    node.put("id", task.taskId().value());
    node.put("status", task.status().name());
    node.put("terminal", task.status().terminal());
    node.put("sequence", task.sequence());
    putIfKnown(node, "live_url", task.artifacts().liveUrl());
    putIfKnown(node, "recording_url", task.artifacts().recordingUrl());
    putIfKnown(node, "downloads_url", task.artifacts().downloadsUrl());
    node.put("events_t", task.cursor().timestamp());
    task.cursor().idsAtTimestamp().forEach(node.putArray("events_seen")::add);
    node.put("calls", task.calls().published());
    ArrayNode open = node.putArray("open_calls");
    for (ToolCall call : task.calls().open()) {
      ObjectNode callNode = open.addObject();
      callNode.put("n", call.number());
      callNode.put("id", call.callId());
      callNode.put("tool", call.tool());
      callNode.put("by", call.replyBy().toEpochMilli());
    }
    node.put("submitted", task.submittedAt().toEpochMilli());
    node.put("changed", task.changedAt().toEpochMilli());
    if (task.createdAt() != null) {
      node.put("created", task.createdAt());
    }
  }

  private static FollowedTask task(JsonNode node) {
    Set<String> seen = new HashSet<>();
    node.path("events_seen").forEach(id -> seen.add(id.textValue()));
    List<ToolCall> open = new ArrayList<>();
    for (JsonNode call : node.path("open_calls")) {
      open.add(
          new ToolCall(
              call.path("n").intValue(),
              call.path("id").textValue(),
              call.path("tool").textValue(),
              time(call, "by")));
    }
    return new FollowedTask(
        new TaskId(node.path("id").textValue()),
        new TaskStatus(node.path("status").textValue(), node.path("terminal").booleanValue()),
        node.path("sequence").intValue(),
        new Artifacts(
            node.path("live_url").textValue(),
            node.path("recording_url").textValue(),
            node.path("downloads_url").textValue()),
        new EventCursor(node.path("events_t").longValue(), seen),
        new ToolCalls(node.path("calls").intValue(), open),
        time(node, "submitted"),
        time(node, "changed"),
        node.has("created") ? node.path("created").longValue() : null);
  }

  private static TaskId taskId(JsonNode node) {
    return node.isTextual() ? new TaskId(node.textValue()) : null;
  }

  private static void putIfKnown(ObjectNode node, String name, String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static Instant time(JsonNode node, String name) {
    return Instant.ofEpochMilli(node.path(name).longValue());
  }
}
