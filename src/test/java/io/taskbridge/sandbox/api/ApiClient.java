package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client of the simulated API as plain as can be. */
final class ApiClient {

  /** Status, body and the Retry-After header of an answer. */
  record Reply(int status, JsonNode body, String text, String retryAfter) {

    JsonNode r() {
      return body.path("r");
    }

    String detail() {
      return body.path("detail").asText();
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final SimulatedTaskApi api;

  ApiClient(SimulatedTaskApi api) {
    this.api = api;
  }

  String submit(String body) {
    Reply reply = post("/task", body);
    if (reply.status() != 200) {
      throw new AssertionError("not accepted: " + reply);
    }
    return reply.r().path("id").asText();
  }

  Reply post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  Reply get(String path) {
    return send(request(path).GET().build());
  }

  CompletableFuture<Reply> getLater(String path) {
    return http.sendAsync(request(path).GET().build(), BodyHandlers.ofString())
        .thenApply(ApiClient::reply);
  }

  Reply task(String id) {
    return get("/task/" + id + "?event_t=0");
  }

  Reply delete(String path) {
    return send(request(path).DELETE().build());
  }

  Reply reply(String taskId, String callId, int code, String output) {
    return post(
        "/task/" + taskId + "/event",
        """
        {"name": "tool_call", "id": "%s", "payload": {"code": %d, "output": %s}}"""
            .formatted(callId, code, output));
  }

  Reply root(String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(api.rootUrl() + path))
            .method(method, BodyPublishers.ofString(body))
            .build());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(api.baseUrl() + path))
        .timeout(Duration.ofSeconds(20))
        .header("apikey", SimulatedTaskApi.DEFAULT_KEY);
  }

  Reply send(HttpRequest request) {
    try {
      return reply(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Reply reply(HttpResponse<String> response) {
    return new Reply(
        response.statusCode(),
        Json.lenient(response.body()),
        response.body(),
        response.headers().firstValue("Retry-After").orElse(null));
  }
}
