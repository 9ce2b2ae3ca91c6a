package io.taskbridge.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * A value to send.
 *
 * @param id of the request that it is, or that it is about; null when it names none
 */
record Outgoing(byte[] value, String id) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /**
   * Looks at a value that a person wants to send. Without a new id its bytes stay as they are.
   *
   * @param newId what {@code bridge.request_id} is to be; null leaves it
   * @param where names the value in a complaint
   * @throws CliException when it cannot be what it is meant to be
   */
  static Outgoing read(byte[] value, SendVerb.Target target, String newId, String where) {
    ObjectNode object = object(value, where);
    if (target == SendVerb.Target.requests) {
      return request(value, object, newId, where);
    }
    if (newId != null) {
      throw new CliException("--id is for requests; name the request in the value");
    }
    String needed = target == SendVerb.Target.commands ? "request_id" : "correlation_id";
    if (!object.path(needed).isTextual()) {
      throw new CliException(where + " has no '" + needed + "', a string");
    }
    // A command stands where its request stands; a reply finds its way by itself.
    return new Outgoing(
        value, target == SendVerb.Target.commands ? object.path(needed).textValue() : null);
  }

  private static Outgoing request(byte[] value, ObjectNode object, String newId, String where) {
    JsonNode bridge = object.path("bridge");
    if (!bridge.isMissingNode() && !bridge.isObject()) {
      throw new CliException(where + ": 'bridge' must be an object");
    }
    if (newId == null) {
      return new Outgoing(value, bridge.path("request_id").textValue());
    }
    object.withObject("/bridge").put("request_id", newId);
    try {
      return new Outgoing(JSON.writeValueAsBytes(object), newId);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document that was read cannot be written", e);
    }
  }

  private static ObjectNode object(byte[] value, String where) {
    try {
      if (JSON.readTree(value) instanceof ObjectNode object) {
        return object;
      }
      throw new CliException(
          where + " is JSON but no object; nothing was sent (--as-is sends it all the same)");
    } catch (JsonProcessingException e) {
      throw new CliException(
          where
              + " is not JSON (line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + "); nothing was sent (--as-is sends it all the same)",
          e);
    } catch (NumberFormatException e) {
      throw new CliException(
          where
              + " has a number that nobody can hold; nothing was sent (--as-is sends it all the"
              + " same)",
          e);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
  }
}
