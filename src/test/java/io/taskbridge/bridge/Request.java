package io.taskbridge.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A request as its sender writes it. Its id is its own, so that tests can share one bridge; the
 * same id stands in the task's metadata, by which the API's record of it is found.
 */
final class Request {
  /** The key of the metadata under which the API's record holds the request's id. */
  static final String REF = "ref";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String id;
  private final ObjectNode body = Json.object();
  private String key;

  private Request(String id) {
    this.id = id;
    this.key = "key-" + id;
  }

  /** A task that is soon done. */
  static Request task(String name) {
    String id = name + "-" + NUMBER.incrementAndGet();
    Request request = new Request(id);
    request.body.put("task", "Do " + id);
    request.body.putObject("metadata").put(REF, id);
    request.body.putObject("bridge").put("request_id", id);
    return request.script("wait_ms", 50).script("run_ms", 100).script("recording_ms", 0);
  }

  /** One whose agent calls these tools, one after the other, and waits for the replies. */
  static Request tools(String name, String... tools) {
    Request request = task(name).script("tools", String.join(",", tools));
    for (String tool : tools) {
      request.offers(tool);
    }
    return request;
  }

  /** A session that is open until it is closed. */
  static Request session(String name) {
    Request request = task(name).script("action_ms", 20);
    request.body.putNull("task");
    return request;
  }

  /** Offers a tool to the agent, called or not. */
  Request offers(String tool) {
    body.withArray("custom_tools")
        .addObject()
        .put("name", tool)
        .put("description", "Answers questions about " + tool + ".")
        .put("output", "An object.")
        .putObject("inputs");
    return this;
  }

  /** Says how the task goes at the simulated API; structures are handed over as text. */
  Request script(String name, Object value) {
    JsonNode node = Json.MAPPER.valueToTree(value);
    ObjectNode metadata = (ObjectNode) body.get("metadata");
    metadata.put("sandbox." + name, node.isTextual() ? node.textValue() : node.toString());
    return this;
  }

  /** The same with JSON as it is written. */
  Request scriptJson(String name, String json) {
    return script(name, Json.read(json));
  }

  /** Sets a field of the API's own. */
  Request with(String field, Object value) {
    body.set(field, Json.MAPPER.valueToTree(value));
    return this;
  }

  /** Sets an option of the bridge. */
  Request option(String name, Object value) {
    ((ObjectNode) body.get("bridge")).set(name, Json.MAPPER.valueToTree(value));
    return this;
  }

  /** Names itself nowhere in the value. */
  Request anonymous() {
    body.remove("bridge");
    return this;
  }

  /** Null means none. */
  Request key(String wanted) {
    this.key = wanted;
    return this;
  }

  String id() {
    return id;
  }

  String key() {
    return key;
  }

  byte[] keyBytes() {
    return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  byte[] value() {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What the API has to get of it. */
  ObjectNode bodyForTheApi() {
    ObjectNode sent = body.deepCopy();
    sent.remove("bridge");
    return sent;
  }
}
