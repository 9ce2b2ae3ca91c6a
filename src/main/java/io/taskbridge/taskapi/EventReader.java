package io.taskbridge.taskapi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.taskbridge.task.ApiEvent;
import io.taskbridge.task.ApiEvent.Payload;
import io.taskbridge.task.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the events of a task. One without an id or a name, or whose payload is no object, says
 * nothing that could be acted on and is left out.
 */
final class EventReader {
  private EventReader() {}

  static List<ApiEvent> readAll(RawJson json) throws IOException {
    JsonParser parser = json.parser();
    List<ApiEvent> events = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        ApiEvent event = read(json);
        if (event != null) {
          events.add(event);
        }
      } else {
        json.skip();
      }
    }
    return events;
  }

  private static ApiEvent read(RawJson json) throws IOException {
    JsonParser parser = json.parser();
    String id = null;
    String name = null;
    Payload payload = null;
    Long timestamp = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "id" -> id = json.textOrNull();
        case "name" -> name = json.textOrNull();
        case "payload" -> {
          if (token == JsonToken.START_OBJECT) {
            payload = payload(json);
          } else {
            json.skip();
          }
        }
        case "timestamp" -> {
          timestamp = TaskReader.wholeNumber(parser);
          json.skip();
        }
        default -> json.skip();
      }
    }
    return id == null || name == null || payload == null
        ? null
        : new ApiEvent(id, name, payload, timestamp == null ? 0 : timestamp);
  }

  /** A call has a name, an answer has a code; what has neither is of a form to come. */
  private static Payload payload(RawJson json) throws IOException {
    JsonParser parser = json.parser();
    String name = null;
    Json input = null;
    Long code = null;
    Json output = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> name = json.textOrNull();
        case "input" -> input = json.value();
        case "code" -> {
          code = TaskReader.wholeNumber(parser);
          json.skip();
        }
        case "output" -> output = json.value();
        default -> json.skip();
      }
    }
    if (name != null) {
      return new Payload.Call(name, input);
    }
    return code == null ? new Payload.Unknown() : new Payload.Answer(code.intValue(), output);
  }
}
