package io.taskbridge.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;

/** What an orchestrator hears from the running bridge. */
record Health(int httpStatus, JsonNode body) {

  static Health ready() {
    return here("/q/health/ready");
  }

  static Health live() {
    return here("/q/health/live");
  }

  /**
   * @throws IOException when nobody answers
   */
  static Health of(String url) throws IOException {
    HttpResponse<String> answer = Http.tryToGet(url);
    return new Health(answer.statusCode(), Json.read(answer.body()));
  }

  private static Health here(String path) {
    try {
      return of(Metrics.management() + path);
    } catch (IOException e) {
      throw new AssertionError("the bridge in this JVM does not answer", e);
    }
  }

  boolean isUp() {
    return httpStatus == 200 && body.path("status").asText().equals("UP");
  }

  /** What the bridge's own check says. */
  JsonNode data() {
    for (JsonNode check : body.path("checks")) {
      if (check.path("name").asText().equals("task-bridge")) {
        return check.path("data");
      }
    }
    throw new AssertionError("the bridge's own check is missing in " + body);
  }
}
