package io.taskbridge.taskapi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.taskbridge.task.ApiEvent;
import io.taskbridge.task.Json;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * Reads one task. A field that is not known, or that holds another type than the API documents, is
 * not lost: it goes to {@link TaskSnapshot#unknown()} as it came.
 *
 * <p>A status that is not documented is taken as it is and counts as not terminal, even where the
 * answer to a read by id is 200 and not 202: asking once more than needed is harmless, ending a
 * task that still runs is not.
 */
final class TaskReader {
  private final StringBuilder unknown = new StringBuilder();
  private String id;
  private String status;
  private Json output;
  private Long creditsUsed;
  private String device;
  private String liveUrl;
  private String recordingUrl;
  private String downloadsUrl;
  private Long createdAt;
  private List<ApiEvent> events = List.of();

  private TaskReader() {}

  static TaskSnapshot read(RawJson json) throws IOException {
    JsonParser parser = json.parser();
    AnswerReader.requireStart(parser, JsonToken.START_OBJECT);
    TaskReader task = new TaskReader();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        task.field(name, json);
      }
    }
    return task.snapshot();
  }

  private void field(String name, RawJson json) throws IOException {
    switch (name) {
      case "id" -> id = textOrDigits(name, json);
      case "status" -> status = text(name, json);
      case "output" -> output = json.value();
      case "credits_used" -> creditsUsed = integer(name, json);
      case "device" -> device = text(name, json);
      case "live_url" -> liveUrl = text(name, json);
      case "recording_url" -> recordingUrl = text(name, json);
      case "downloads_url" -> downloadsUrl = text(name, json);
      case "created_at" -> createdAt = time(name, json);
      case "events" -> events(json);
      default -> keep(name, json);
    }
  }

  private void events(RawJson json) throws IOException {
    if (json.parser().currentToken() == JsonToken.START_ARRAY) {
      events = EventReader.readAll(json);
    } else {
      keep("events", json);
    }
  }

  private String text(String name, RawJson json) throws IOException {
    if (json.parser().currentToken() == JsonToken.VALUE_STRING) {
      return json.parser().getText();
    }
    keep(name, json);
    return null;
  }

  private String textOrDigits(String name, RawJson json) throws IOException {
    return json.parser().currentToken() == JsonToken.VALUE_NUMBER_INT
        ? json.parser().getText()
        : text(name, json);
  }

  private Long integer(String name, RawJson json) throws IOException {
    JsonParser parser = json.parser();
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    keep(name, json);
    return null;
  }

  private Long time(String name, RawJson json) throws IOException {
    Long whole = wholeNumber(json.parser());
    if (whole == null) {
      keep(name, json);
    }
    return whole;
  }

  /** The number at the parser without its fraction; null for what is no number, or too large. */
  static Long wholeNumber(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      try {
        BigDecimal exact = parser.getDecimalValue();
        // The scale guards against a few characters that stand for a number of many digits.
        return exact.precision() - exact.scale() <= 18 ? exact.longValue() : null;
      } catch (NumberFormatException beyondAllMeasure) {
        return null;
      }
    }
    return null;
  }

  private void keep(String name, RawJson json) throws IOException {
    unknown.append(unknown.isEmpty() ? "{\"" : ",\"");
    JsonStringEncoder.getInstance().quoteAsString(name, unknown);
    unknown.append("\":").append(json.value().text());
  }

  private TaskSnapshot snapshot() throws IOException {
    if (id == null || id.isBlank() || status == null) {
      throw new IOException("a task without id or status");
    }
    return new TaskSnapshot(
        new TaskId(id),
        TaskStatus.of(status),
        output,
        creditsUsed,
        device,
        liveUrl,
        recordingUrl,
        downloadsUrl,
        createdAt,
        events,
        unknown.isEmpty() ? null : new Json(unknown.append('}').toString()));
  }
}
