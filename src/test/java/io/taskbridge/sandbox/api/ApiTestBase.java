package io.taskbridge.sandbox.api;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Starts an API whose tasks are quick. */
abstract class ApiTestBase {

  SimulatedTaskApi api;
  ApiClient client;

  @BeforeEach
  void startApi() {
    api = SimulatedTaskApi.start();
    api.settings("{\"script\": {\"wait_ms\": 5, \"run_ms\": 5, \"recording_ms\": 0}}");
    client = new ApiClient(api);
  }

  @AfterEach
  void stopApi() {
    api.close();
  }

  JsonNode untilStatus(String id, String status) {
    return await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(10))
        .until(() -> client.task(id).r(), task -> task.path("status").asText().equals(status));
  }

  JsonNode untilEvents(String id, int count) {
    return await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(10))
        .until(() -> client.task(id).r().path("events"), events -> events.size() == count);
  }

  RecordedTask recorded(String id) {
    return api.tasks().stream().filter(task -> task.id().equals(id)).findFirst().orElseThrow();
  }
}
