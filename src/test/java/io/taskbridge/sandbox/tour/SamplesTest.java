package io.taskbridge.sandbox.tour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.sandbox.api.RecordedTask;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldBeAcceptedOrRefusedByTheApiAsTheyExpect() throws Exception {
    // given
    List<Sample> samples = Samples.all();
    List<Sample> accepted =
        samples.stream()
            .filter(s -> s.expected().deadLetter() == null && !s.id().startsWith("busy"))
            .toList();
    try (SimulatedTaskApi api = SimulatedTaskApi.start()) {

      // when
      for (Sample sample : samples) {
        int status = submit(api, sample);

        // then
        assertThat(status == 200).as(sample.id()).isEqualTo(accepted.contains(sample));
      }
      assertThat(api.tasks()).extracting(RecordedTask::id).hasSize(accepted.size());
    }
  }

  @Test
  void shouldHaveDifferentIds() {
    assertThat(Samples.all()).extracting(Sample::id).doesNotHaveDuplicates().hasSize(22);
  }

  private int submit(SimulatedTaskApi api, Sample sample) throws Exception {
    String body = sample.value();
    if (!sample.id().startsWith("broken")) {
      body = new ObjectMapper().readValue(body, ObjectNode.class).without("bridge").toString();
    }
    return http.send(
            HttpRequest.newBuilder(URI.create(api.baseUrl() + "/task"))
                .header("apikey", SimulatedTaskApi.DEFAULT_KEY)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
