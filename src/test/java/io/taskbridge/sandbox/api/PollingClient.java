package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A client that treats a task as the vendor's own libraries do: one loop asks for what is newer
 * than the last event, tools are run as they are called, and an action is over when an event with
 * its id comes. Every field of a model is sent, null where it is not set.
 */
final class PollingClient implements AutoCloseable {
  private static final long POLL_MS = 20;
  private static final int PATIENCE_S = 20;
  private static final int DONE = 200;

  /** The fault of the agent that called the tool, not of the tool. */
  static final class ToolCallError extends RuntimeException {
    ToolCallError(String message) {
      super(message);
    }
  }

  private final ApiClient http;
  private final Map<String, Function<JsonNode, JsonNode>> tools;
  private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final CompletableFuture<JsonNode> end = new CompletableFuture<>();
  private final List<String> statuses = new CopyOnWriteArrayList<>();
  private final String id;
  private long lastEvent;

  /**
   * Submits a task, or opens a session, and begins to ask about it.
   *
   * @param task null for a session
   * @param metadata how it goes in the sandbox, as JSON
   * @param tools what the agent may call, by name
   */
  PollingClient(
      ApiClient http,
      String task,
      String metadata,
      Map<String, Function<JsonNode, JsonNode>> tools) {
    this.http = http;
    this.tools = tools;
    this.id = http.submit(model(task, metadata, tools).toString());
    loop.scheduleWithFixedDelay(this::poll, 0, POLL_MS, TimeUnit.MILLISECONDS);
  }

  private static ObjectNode model(
      String task, String metadata, Map<String, Function<JsonNode, JsonNode>> tools) {
    ObjectNode model =
        (ObjectNode)
            Json.lenient(
                """
                {"response_model": null, "url": null, "files": null, "agent": "smooth",
                 "max_steps": 32, "device": "mobile", "allowed_urls": null,
                 "enable_recording": true, "profile_id": null, "profile_read_only": false,
                 "stealth_mode": false, "proxy_server": null, "proxy_username": null,
                 "proxy_password": null, "certificates": null, "use_adblock": true,
                 "use_stealth": null, "use_captcha_solver": null, "additional_tools": null,
                 "custom_tools": null, "experimental_features": null, "extensions": null,
                 "show_cursor": false}""");
    model.put("task", task).set("metadata", Json.lenient(metadata));
    if (!tools.isEmpty()) {
      ArrayNode offered = model.putArray("custom_tools");
      tools.keySet().forEach(name -> offered.add(tool(name)));
    }
    return model;
  }

  private static ObjectNode tool(String name) {
    ObjectNode tool = Json.object().put("name", name).put("description", "A tool");
    tool.put("output", "Anything").putObject("inputs");
    return tool;
  }

  String id() {
    return id;
  }

  /** The statuses that were seen, each once. */
  List<String> statuses() {
    return new ArrayList<>(statuses);
  }

  /** The task once it has ended. */
  JsonNode result() {
    return await(end);
  }

  /** Asks for a link until it is there or said not to be; empty for the latter. */
  String link(String name) {
    CompletableFuture<String> link = new CompletableFuture<>();
    var asking =
        loop.scheduleWithFixedDelay(
            () -> {
              JsonNode found = http.get("/task/" + id + "?downloads=true").r().path(name);
              if (found.isTextual()) {
                link.complete(found.textValue());
              }
            },
            0,
            POLL_MS,
            TimeUnit.MILLISECONDS);
    link.whenComplete((found, failed) -> asking.cancel(false));
    return await(link);
  }

  /** Sends an action and waits for its answer, {@code {code, output}}. */
  JsonNode act(String event, String name, String input) {
    ObjectNode payload = Json.object().put("name", name);
    if (input != null) {
      payload.set("input", Json.lenient(input));
    }
    ApiClient.Reply taken = post(event, null, payload);
    if (taken.status() != DONE) {
      throw new AssertionError("not taken: " + taken);
    }
    return await(answer(taken.r().path("id").asText()));
  }

  /** Sends an event as it is written by such a library: with all of its fields. */
  ApiClient.Reply post(String name, String eventId, ObjectNode payload) {
    ObjectNode event = Json.object().put("name", name).put("id", eventId).putNull("timestamp");
    event.set("payload", payload);
    return http.post("/task/" + id + "/event", event.toString());
  }

  private void poll() {
    if (end.isDone()) {
      return;
    }
    try {
      ApiClient.Reply reply = http.get("/task/" + id + "?event_t=" + lastEvent);
      JsonNode task = reply.r();
      String status = task.path("status").asText();
      if (statuses.isEmpty() || !statuses.get(statuses.size() - 1).equals(status)) {
        statuses.add(status);
      }
      task.path("events").forEach(this::heard);
      if (reply.status() == DONE) {
        end.complete(task);
      }
    } catch (RuntimeException | AssertionError broken) {
      end.completeExceptionally(broken);
    }
  }

  private void heard(JsonNode event) {
    lastEvent = Math.max(lastEvent, event.path("timestamp").asLong());
    String eventId = event.path("id").asText();
    JsonNode payload = event.path("payload");
    if (event.path("name").asText().equals("tool_call")) {
      ApiClient.Reply taken = post("tool_call", eventId, run(payload));
      if (taken.status() != DONE) {
        throw new AssertionError("the reply was not taken: " + taken);
      }
    } else {
      answer(eventId).complete(payload);
    }
  }

  private ObjectNode run(JsonNode call) {
    try {
      JsonNode output = tools.get(call.path("name").asText()).apply(call.path("input"));
      return Json.object().put("code", DONE).set("output", output);
    } catch (ToolCallError mistake) {
      return Json.object().put("code", 400).put("output", mistake.getMessage());
    } catch (RuntimeException failure) {
      return Json.object().put("code", 500).put("output", failure.toString());
    }
  }

  /** Whichever comes first, the id or the answer under it. */
  private CompletableFuture<JsonNode> answer(String eventId) {
    return answers.computeIfAbsent(eventId, known -> new CompletableFuture<>());
  }

  private <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (Exception e) {
      throw new AssertionError("task " + id + " in " + statuses, e);
    }
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
