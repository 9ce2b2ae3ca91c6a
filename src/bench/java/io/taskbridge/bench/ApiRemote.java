package io.taskbridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

/** Steers the simulated API of another process, and reads its record. */
final class ApiRemote {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String baseUrl;
  private final String origin;

  /**
   * @param baseUrl as the API's process printed it
   */
  ApiRemote(String baseUrl) {
    this.baseUrl = baseUrl;
    URI uri = URI.create(baseUrl);
    this.origin = uri.getScheme() + "://" + uri.getAuthority();
  }

  String baseUrl() {
    return baseUrl;
  }

  void settings(String json) {
    send("POST", "/control/settings", json);
  }

  void forget() {
    send("DELETE", "/record", "");
  }

  /** Ends a task at once. */
  void finish(String taskId) {
    send("POST", "/control/task/" + taskId, "{\"do\": \"finish\"}");
  }

  /** Calls since the start by operation, whatever the answer. */
  Map<String, Integer> calls() {
    Map<String, Integer> calls = new TreeMap<>();
    send("GET", "/record/calls", "")
        .fields()
        .forEachRemaining(
            operation -> {
              int sum = 0;
              for (JsonNode count : operation.getValue()) {
                sum += count.asInt();
              }
              calls.put(operation.getKey(), sum);
            });
    return calls;
  }

  /** A page of what is known of each task. */
  JsonNode tasks(long after, int limit) {
    return send("GET", "/record/tasks?after=" + after + "&l=" + limit, "");
  }

  private JsonNode send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + path))
            .header("apikey", SimulatedTaskApi.DEFAULT_KEY)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return MAPPER.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What was called between two looks. */
  static Map<String, Integer> between(Map<String, Integer> before, Map<String, Integer> after) {
    Map<String, Integer> calls = new TreeMap<>();
    after.forEach((name, count) -> calls.put(name, count - before.getOrDefault(name, 0)));
    calls.values().removeIf(count -> count == 0);
    return calls;
  }
}
