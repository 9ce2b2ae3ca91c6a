package io.taskbridge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The published schemas, as they are in the jar, and what of a record breaks them. */
public final class Contract {
  public static final String DEAD_LETTERS = "dead-letters";

  /** Topics whose values are the bridge's own. */
  public static final Set<String> OUTPUTS =
      Set.of("task-status", "task-results", "action-results", "tool-requests");

  private static final String FOLDER = "META-INF/resources/contract/v1/";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private Contract() {}

  /**
   * What of an output breaks the contract, a sentence each; none when it keeps it.
   *
   * @param kind the topic's default name
   */
  public static List<String> violations(String kind, byte[] value, Headers headers) {
    List<String> violations = new ArrayList<>(ofHeaders(kind, headers));
    if (!kind.equals(DEAD_LETTERS)) {
      violations.addAll(ofValue(kind, value));
    }
    return violations;
  }

  /** The same of a value alone; also for topics that are read. */
  public static List<String> ofValue(String kind, byte[] value) {
    try {
      return value == null ? List.of(kind + ": no value") : ofValue(kind, JSON.readTree(value));
    } catch (IOException e) {
      return List.of(kind + ": not JSON: " + new String(value, StandardCharsets.UTF_8));
    }
  }

  public static List<String> ofValue(String kind, JsonNode value) {
    return complaints(kind, schema(kind + ".schema.json"), value);
  }

  /** The same of headers alone. */
  public static List<String> ofHeaders(String kind, Headers headers) {
    return ofHeaders(kind, asObject(headers));
  }

  static List<String> ofHeaders(String kind, ObjectNode headers) {
    return complaints(kind + " headers", schema("headers.schema.json#/$defs/" + kind), headers);
  }

  /** A file of the contract. */
  static JsonNode file(String name) {
    try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new AssertionError(name + " is not in the contract");
      }
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema schema(String name) {
    return SCHEMAS.computeIfAbsent(
        name, n -> REGISTRY.getSchema(SchemaLocation.of("classpath:" + FOLDER + n)));
  }

  private static List<String> complaints(String what, Schema schema, JsonNode value) {
    return schema
        .validate(
            value,
            execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(error -> what + ": " + error + " in " + value)
        .toList();
  }

  /** Headers as texts, the last of each name; the one that is a number on the wire as a number. */
  static ObjectNode asObject(Headers headers) {
    ObjectNode object = JSON.createObjectNode();
    for (Header header : headers) {
      if (header.value() == null) {
        object.putNull(header.key());
      } else if (header.key().equals("REPLY_PARTITION") && header.value().length == Integer.BYTES) {
        object.put(header.key(), ByteBuffer.wrap(header.value()).getInt());
      } else {
        object.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return object;
  }
}
