package io.taskbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.kafka.Topics;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Tells the records about one request from the others, and shows them. */
final class Sightings {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final int SET_ASIDE = 16;

  /** The bridge reads more strictly than this, and what it cannot read has no result. */
  private static final String INVALID_JSON = "INVALID_JSON";

  private static final Map<String, Integer> EXIT_CODES =
      Map.of(
          "done",
          0,
          "failed",
          10,
          "cancelled",
          11,
          "rejected",
          12,
          "expired",
          13,
          "ambiguous",
          14,
          "lost",
          15);

  private final Topics names;
  private final String requestId;
  private final Screen screen;
  private final boolean json;
  private Integer exitCode;
  private boolean seenAny;

  Sightings(Topics names, String requestId, Screen screen, boolean json) {
    this.names = names;
    this.requestId = requestId;
    this.screen = screen;
    this.json = json;
  }

  String requestId() {
    return requestId;
  }

  List<String> topics() {
    return List.of(
        names.status(),
        names.results(),
        names.actionResults(),
        names.toolRequests(),
        names.deadLetters());
  }

  boolean seenAny() {
    return seenAny;
  }

  /** What the verb ends with; empty while the request has not ended. */
  Optional<Integer> exitCode() {
    return Optional.ofNullable(exitCode);
  }

  boolean isAbout(ConsumerRecord<byte[], byte[]> record) {
    if (!record.topic().equals(names.deadLetters())) {
      // The event's id begins with the request's, so that no value has to be read.
      return header(record, "ce_id").startsWith(requestId + "/")
          && value(record).path("request_id").asText().equals(requestId);
    }
    JsonNode value = value(record);
    return origin(record).equals(requestId)
        || value.at("/bridge/request_id").asText().equals(requestId)
        || value.at("/data/bridge/request_id").asText().equals(requestId)
        || value.path("request_id").asText().equals(requestId)
        || header(record, "ce_id").equals(requestId);
  }

  /** Whether nothing comes after it. */
  boolean isEnd(ConsumerRecord<byte[], byte[]> record) {
    return record.topic().equals(names.results()) || endsWithoutResult(record);
  }

  /** A record that could not be read has no id but its place, and no result. */
  private boolean endsWithoutResult(ConsumerRecord<byte[], byte[]> record) {
    return record.topic().equals(names.deadLetters())
        && header(record, "dead-letter-topic").equals(names.requests())
        && origin(record).equals(requestId)
        && (!value(record).isObject() || header(record, "dead-letter-code").equals(INVALID_JSON));
  }

  void show(ConsumerRecord<byte[], byte[]> record) {
    seenAny = true;
    JsonNode value = value(record);
    if (json) {
      screen.out().println(record.topic().equals(names.deadLetters()) ? letter(record) : value);
    } else {
      String time = TIME.format(Instant.ofEpochMilli(record.timestamp()));
      screen
          .out()
          .println("%s  %-14s  %s".formatted(time, record.topic(), describe(record, value)));
    }
    if (record.topic().equals(names.results())) {
      exitCode = EXIT_CODES.getOrDefault(value.path("status").asText(), CommandLineTool.FAILED);
    } else if (endsWithoutResult(record) && exitCode == null) {
      exitCode = SET_ASIDE;
    }
  }

  private String describe(ConsumerRecord<byte[], byte[]> record, JsonNode value) {
    String topic = record.topic();
    if (topic.equals(names.status())) {
      return status(value);
    }
    if (topic.equals(names.results())) {
      return result(value);
    }
    if (topic.equals(names.actionResults())) {
      return "%s %s  %d  %s"
          .formatted(
              value.path("action_id").asText(),
              value.path("name").asText(),
              value.path("code").asInt(),
              value.path("output"));
    }
    if (topic.equals(names.toolRequests())) {
      return "calls %s %s, reply by %s with %s"
          .formatted(
              screen.painted("magenta", value.path("tool").asText()),
              value.path("input"),
              value.path("reply_by").asText(),
              value.path("correlation_id").asText());
    }
    return screen.painted("yellow", header(record, "dead-letter-code"))
        + "  "
        + header(record, "dead-letter-reason");
  }

  private String status(JsonNode value) {
    StringBuilder text = new StringBuilder(painted(value.path("status").asText()));
    for (JsonNode changed : value.path("changed")) {
      String name = changed.asText();
      if (!name.equals("status")) {
        String link = value.path(name).asText();
        text.append("  ").append(name).append(' ').append(link.isEmpty() ? "(none)" : link);
      }
    }
    return text.toString();
  }

  private String result(JsonNode value) {
    JsonNode error = value.path("error");
    String what =
        error.isObject()
            ? error.path("code").asText() + ": " + error.path("message").asText()
            : value.path("output").toString();
    return painted(value.path("status").asText()) + "  " + what;
  }

  private String painted(String status) {
    return screen.painted(
        switch (status) {
          case "done" -> "green";
          case "waiting" -> "yellow";
          case "running" -> "blue";
          default -> "red";
        },
        status);
  }

  private static ObjectNode letter(ConsumerRecord<byte[], byte[]> record) {
    ObjectNode object = JSON.createObjectNode();
    for (Header each : record.headers()) {
      if (each.key().startsWith("dead-letter-")) {
        object.put(each.key(), new String(each.value(), UTF_8));
      }
    }
    return object;
  }

  /** The id of a request that names none. */
  private static String origin(ConsumerRecord<byte[], byte[]> letter) {
    return header(letter, "dead-letter-topic")
        + "-"
        + header(letter, "dead-letter-partition")
        + "-"
        + header(letter, "dead-letter-offset");
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  private static JsonNode value(ConsumerRecord<byte[], byte[]> record) {
    try {
      JsonNode node = record.value() == null ? null : JSON.readTree(record.value());
      return node == null ? MissingNode.getInstance() : node;
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }
}
