package io.taskbridge.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;

/** What an orchestrator hears from the running bridge. */
record Health(int httpStatus, JsonNode body) {

  static Health ready() {
    return of("/q/health/ready");
  }

  static Health live() {
    return of("/q/health/live");
  }

  private static Health of(String path) {
    HttpResponse<String> answer = Http.get(Metrics.management() + path);
    return new Health(answer.statusCode(), Json.read(answer.body()));
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
