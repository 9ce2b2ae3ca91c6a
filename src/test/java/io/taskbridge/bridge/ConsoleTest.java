package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What the page for people is told, and that it is told nothing else. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class ConsoleTest extends BridgeTestBase {
  private static final Pattern FILE = Pattern.compile("(?:href|src)=\"(console/[^\"]+)\"");

  @Test
  void shouldServeThePageAndEveryFileOfIt() {
    HttpResponse<String> page = Http.get(base() + "/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'self'");
    assertThat(page.body()).doesNotContain("http://", "https://");
    Matcher files = FILE.matcher(page.body());
    int count = 0;
    for (; files.find(); count++) {
      assertThat(Http.get(base() + "/" + files.group(1)).statusCode())
          .as(files.group(1))
          .isEqualTo(200);
    }
    assertThat(count).isGreaterThan(5);
  }

  @Test
  void shouldTellResultsAndDeadLettersButNoPayload() {
    Request done = Request.task("console-done").script("output", "confidential-answer");
    Request refused = Request.task("console-refused").script("refuse", 422);
    requests.send(done);
    Sent sent = requests.send(refused);
    outputs.result(done);
    outputs.deadLetter(sent);

    Outputs.until("both on the page", () -> find(done) != null && find(refused) != null);

    assertThat(find(done).path("status").asText()).isEqualTo("done");
    assertThat(find(refused).path("code").asText()).isEqualTo("API_REJECTED");
    assertThat(state().path("recent").path("letters").toString()).contains("API_REJECTED");
    assertThat(state().toString()).doesNotContain("confidential-answer", "Do " + done.id());
  }

  @Test
  void shouldStreamWhatIsNew() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base() + "/console/stream")).build();
    HttpResponse<java.io.InputStream> stream =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());

    assertThat(stream.headers().firstValue("content-type")).contains("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (!line.startsWith("data: ")) {
        line = lines.readLine();
      }
      JsonNode update = Json.read(line.substring("data: ".length()));
      assertThat(update.path("overview").path("partitions_owned").asInt()).isPositive();
      assertThat(update.path("overview").path("api").path("door").asText()).isNotEmpty();
      assertThat(update.path("point").path("at").asLong()).isPositive();
    }
  }

  @Test
  void shouldChangeNothing() throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(base() + "/console/state"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    assertThat(
            HttpClient.newHttpClient()
                .send(post, HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isIn(404, 405);
  }

  private static JsonNode find(Request request) {
    for (JsonNode result : state().path("recent").path("results")) {
      if (result.path("request_id").asText().equals(request.id())) {
        return result;
      }
    }
    return null;
  }

  private static JsonNode state() {
    return Json.read(Http.get(base() + "/console/state").body());
  }

  private static String base() {
    return "http://localhost:"
        + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
  }
}
