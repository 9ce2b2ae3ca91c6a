package io.taskbridge.taskapi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.taskbridge.task.ApiEvent;
import io.taskbridge.task.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the events of a task. One without a name, or whose payload is no object, says nothing that
 * could be acted on and is left out.
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
    Json payload = null;
    Long timestamp = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "id" -> id = json.textOrNull();
        case "name" -> name = json.textOrNull();
        case "payload" -> {
          if (token == JsonToken.START_OBJECT) {
            payload = json.value();
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
    return name == null || payload == null
        ? null
        : new ApiEvent(id, name, payload, timestamp == null ? 0 : timestamp);
  }
}
