package io.taskbridge.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/**
 * A call as the simulated API logged it when it answered.
 *
 * @param key tells who called
 * @param atMs when it was received, Unix milliseconds
 */
record ApiCall(String key, String method, String path, long atMs) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** All calls that the API has kept; its setting {@code request_log} says how many. */
  static List<ApiCall> read(SimulatedTaskApi api) throws IOException, InterruptedException {
    URI log = URI.create(api.rootUrl() + "/record/requests");
    String body =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(log).build(), BodyHandlers.ofString())
            .body();
    List<ApiCall> calls = new ArrayList<>();
    MAPPER.readTree(body).forEach(call -> calls.add(of(call)));
    return calls;
  }

  private static ApiCall of(JsonNode call) {
    return new ApiCall(
        call.path("key").asText(),
        call.path("method").asText(),
        call.path("path").asText(),
        call.path("at_ms").asLong());
  }

  boolean isSubmission() {
    return method.equals("POST") && path.equals("/task");
  }
}
