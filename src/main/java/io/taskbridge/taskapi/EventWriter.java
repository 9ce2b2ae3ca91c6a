package io.taskbridge.taskapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.taskbridge.task.TaskApi.OutgoingEvent;

/** Writes the body of {@code POST /task/{id}/event}; the payload goes in as it is. */
final class EventWriter {
  private EventWriter() {}

  static byte[] write(OutgoingEvent event) {
    StringBuilder body = new StringBuilder("{\"name\":\"");
    JsonStringEncoder encoder = JsonStringEncoder.getInstance();
    encoder.quoteAsString(event.name(), body);
    body.append("\",\"payload\":").append(event.payload().text());
    if (event.id() != null) {
      body.append(",\"id\":\"");
      encoder.quoteAsString(event.id(), body);
      body.append('"');
    }
    return body.append('}').toString().getBytes(UTF_8);
  }

  /** The body of {@code POST /profile}. */
  static byte[] profile(String id) {
    StringBuilder body = new StringBuilder("{\"id\":\"");
    JsonStringEncoder.getInstance().quoteAsString(id, body);
    return body.append("\"}").toString().getBytes(UTF_8);
  }
}
