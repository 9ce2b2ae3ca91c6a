package io.taskbridge.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class AddressTest {
  @Test
  void shouldBeReachedFromElsewhereOnlyWhenToldTo() throws Exception {
    try (SimulatedTaskApi everywhere =
            SimulatedTaskApi.start(ApiOptions.defaults().withHost("0.0.0.0"));
        SimulatedTaskApi here = SimulatedTaskApi.start()) {

      assertThat(status("127.0.0.2", everywhere.port())).isEqualTo(200);
      assertThat(status("127.0.0.1", here.port())).isEqualTo(200);
      assertThatThrownBy(() -> status("127.0.0.2", here.port()))
          .isInstanceOf(ConnectException.class);
    }
  }

  private static int status(String host, int port) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/record/summary"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
