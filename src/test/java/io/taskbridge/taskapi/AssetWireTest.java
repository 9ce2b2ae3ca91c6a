package io.taskbridge.taskapi;

import static io.taskbridge.taskapi.Apis.outcome;
import static io.taskbridge.taskapi.ScriptedServer.http;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.FileId;
import java.io.IOException;
import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and profiles on the wire. */
@QuarkusTest
@TestProfile(RestClientProfile.class)
class AssetWireTest {
  private static final String ANSWER = "{\"r\":{\"id\":\"file-1\"}}";

  @Test
  void shouldUploadAFileAsAForm() throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(200, ANSWER));
        RestTaskApi api = Apis.open(server)) {
      ApiOutcome<FileId> outcome =
          outcome(api.upload("grö\"ße.txt", "an invoice", "the content".getBytes(UTF_8)));

      assertThat(outcome).isEqualTo(new ApiOutcome.Ok<>(new FileId("file-1")));
      ScriptedServer.Request request = server.requests().get(0);
      assertThat(request.line()).isEqualTo("POST /api/v1/file HTTP/1.1");
      assertThat(request.header("apikey")).isEqualTo(Apis.KEY);
      String boundary =
          request.header("Content-Type").replace("multipart/form-data; boundary=", "");
      assertThat(request.body())
          .isEqualTo(
              "--%1$s\r\nContent-Disposition: form-data; name=\"file_purpose\"\r\n\r\nan invoice\r\n--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"grö%%22ße.txt\"\r\nContent-Type: application/octet-stream\r\n\r\nthe content\r\n--%1$s--\r\n"
                  .formatted(boundary));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 1_000_000})
  void shouldBringEveryByteToTheApi(int size) throws Exception {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    try (SimulatedTaskApi simulated = SimulatedTaskApi.start();
        RestTaskApi api =
            RestTaskApi.open(
                Apis.settings(URI.create(simulated.baseUrl())),
                () -> SimulatedTaskApi.DEFAULT_KEY,
                Apis.CLOCK,
                RestTaskApi.RestClientCustomizer.NONE,
                CallMonitor.SILENT)) {
      ApiOutcome<FileId> outcome = outcome(api.upload("größe.bin", null, content));

      assertThat(outcome).isInstanceOf(ApiOutcome.Ok.class);
      FileId id = ((ApiOutcome.Ok<FileId>) outcome).value();
      assertThat(outcome(api.delete(id))).isEqualTo(new ApiOutcome.Ok<>(true));
      assertThat(outcome(api.delete(id)))
          .isInstanceOfSatisfying(
              ApiOutcome.Refused.class, refused -> assertThat(refused.httpStatus()).isEqualTo(404));
    }
  }

  @Test
  void shouldCreateAProfile() throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(http(200, "{\"r\":{\"id\":\"p\"}}"));
        RestTaskApi api = Apis.open(server)) {
      assertThat(outcome(api.createProfile("my \"own\""))).isEqualTo(new ApiOutcome.Ok<>("p"));

      ScriptedServer.Request request = server.requests().get(0);
      assertThat(request.line()).isEqualTo("POST /api/v1/profile HTTP/1.1");
      assertThat(request.body()).isEqualTo("{\"id\":\"my \\\"own\\\"\"}");
      assertThat(request.header("Content-Type")).isEqualTo("application/json");
    }
  }

  @Test
  void shouldNotBelieveAnIdThatWouldBreakABody() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.answering(http(200, "{\"r\":{\"id\":\"a\\\",\\\"b\"}}"));
        RestTaskApi api = Apis.open(server)) {
      assertThat(outcome(api.upload("a", null, new byte[0])))
          .isInstanceOf(ApiOutcome.Ambiguous.class);
    }
  }
}
