package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files and profiles that a request brings along, from Kafka to the API. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class AttachmentTest extends BridgeTestBase {

  @Test
  void shouldBringEveryByteOfAnAttachmentToTheApi() throws Exception {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    Request request =
        Request.task("attached")
            .option(
                "attachments",
                List.of(
                    inline("größe.bin", content),
                    Map.of("name", "empty.txt", "content_base64", "", "purpose", "nothing")));

    requests.send(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    JsonNode files = Json.read(record.submissions(request).get(0).body()).path("files");
    assertThat(files).hasSize(2);
    JsonNode first = uploaded(files.get(0).asText());
    assertThat(first.path("file_name").asText()).isEqualTo("größe.bin");
    assertThat(first.path("sha256").asText()).isEqualTo(sha256(content));
    assertThat(uploaded(files.get(1).asText()).path("file_purpose").asText()).isEqualTo("nothing");
  }

  @Test
  void shouldBringEveryByteOfAFileToTheApiThatIsOnlyNamed() throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(2).nextBytes(content);
    FileServer files = SandboxResource.files();
    files.put("/moved", content);
    Request request =
        Request.task("fetched")
            .option(
                "attachments",
                List.of(
                    Map.of("name", "a.bin", "url", files.redirect("/old", "/moved")),
                    inline("b.txt", new byte[9])));

    requests.send(request);

    assertThat(outputs.result(request).text("status")).isEqualTo("done");
    JsonNode ids = Json.read(record.submissions(request).get(0).body()).path("files");
    assertThat(ids).hasSize(2);
    JsonNode first = uploaded(ids.get(0).asText());
    assertThat(first.path("file_name").asText()).isEqualTo("a.bin");
    assertThat(first.path("sha256").asText()).isEqualTo(sha256(content));
    assertThat(files.headerNames())
        .extracting(String::toLowerCase)
        .doesNotContain("apikey", "authorization", "cookie", "traceparent");
  }

  @Test
  void shouldSayWhyAFileIsNotFetchedAndGoOnWithTheOthers() {
    FileServer files = SandboxResource.files();
    Map<String, String> reasons =
        Map.of(
            "http://169.254.169.254/latest?t=hunter2",
            "'169.254.169.254' on port 80 is not allowed",
            files.redirect("/to-metadata", "http://169.254.169.254/hunter2"),
            "after a redirect",
            files.url("/missing?t=hunter2"),
            "answered HTTP 404",
            files.put("/large", new byte[10_485_761]),
            "larger than the 10485760 bytes",
            files.url("/").replace("//", "//me:hunter2@"),
            "a user name or a password",
            "ftp://localhost/x",
            "only https");
    reasons.forEach(
        (url, reason) -> {
          Request request =
              Request.task("not-fetched")
                  .option("attachments", List.of(Map.of("name", "a.txt", "url", url)));
          Sent sent = requests.send(request);

          Output result = outputs.result(request);
          assertThat(result.text("status")).isEqualTo("rejected");
          assertThat(result.at("/error/code").asText()).isEqualTo("ATTACHMENT_REFUSED");
          assertThat(result.at("/error/message").asText()).contains("'a.txt'", reason);
          assertThat(result.value().toString()).doesNotContain("hunter2");
          assertThat(outputs.deadLetter(sent).deadLetterReason()).contains(reason);
          assertThat(record.submissions(request)).isEmpty();
          flowsOn(sent);
        });
  }

  @Test
  void shouldNotLetOthersWaitForWhatCannotBeUploadedYet() {
    api.addFaults("{\"op\": \"file\", \"kind\": \"status\", \"status\": 500, \"count\": 3}");
    Request attached =
        Request.task("uploaded-late").option("attachments", List.of(inline("a.txt", new byte[9])));

    Sent sent = requests.send(attached);
    flowsOn(sent);

    assertThat(outputs.result(attached).text("status")).isEqualTo("done");
  }

  @Test
  void shouldRefuseWhatCannotBeAttached() {
    Request broken =
        Request.task("undecodable")
            .option("attachments", List.of(Map.of("name", "a.txt", "content_base64", "%%%")));
    Request forbidden =
        Request.task("forbidden")
            .option(
                "attachments",
                List.of(Map.of("name", "a.txt", "url", "http://169.254.169.254/latest?t=hunter2")));

    Sent first = requests.send(broken);
    Sent second = requests.send(forbidden);

    for (Request request : List.of(broken, forbidden)) {
      assertThat(outputs.result(request).text("status")).isEqualTo("rejected");
      assertThat(outputs.result(request).at("/error/code").asText())
          .isEqualTo("ATTACHMENT_REFUSED");
      assertThat(outputs.result(request).value().toString()).doesNotContain("hunter2");
      assertThat(record.submissions(request)).isEmpty();
    }
    assertThat(outputs.deadLetter(first).deadLetterCode()).isEqualTo("ATTACHMENT_REFUSED");
    assertThat(outputs.deadLetter(second).deadLetterReason()).contains("'a.txt'");
    flowsOn(first);
    flowsOn(second);
  }

  @Test
  void shouldDeleteAFileWhoseTaskWasRefused() {
    Request request =
        Request.task("refused-with-file")
            .script("refuse", "422")
            .option("attachments", List.of(inline("refused-with-file.txt", new byte[9])));

    requests.send(request);

    assertThat(outputs.result(request).at("/error/code").asText()).isEqualTo("API_REJECTED");
    Outputs.until("the deletion of the file", () -> !isThere("refused-with-file.txt"));
  }

  @Test
  void shouldCreateAProfileOnlyWhenTheRequestSaysSo() {
    Request without = Request.task("no-profile").with("profile_id", "not-there");
    Request first =
        Request.task("profile").with("profile_id", "mine").option("ensure_profile", true);
    Request second =
        Request.task("profile").with("profile_id", "mine").option("ensure_profile", true);

    requests.send(without);
    requests.send(first);
    requests.send(second);

    assertThat(outputs.result(without).at("/error/code").asText()).isEqualTo("API_REJECTED");
    assertThat(outputs.result(without).at("/error/message").asText()).contains("not-there");
    assertThat(outputs.result(first).text("status")).isEqualTo("done");
    assertThat(outputs.result(second).text("status")).isEqualTo("done");
  }

  private static Map<String, String> inline(String name, byte[] content) {
    return Map.of("name", name, "content_base64", Base64.getEncoder().encodeToString(content));
  }

  private JsonNode uploaded(String id) {
    for (JsonNode file : files()) {
      if (file.path("id").asText().equals(id)) {
        return file;
      }
    }
    throw new AssertionError("the API has no file " + id);
  }

  private boolean isThere(String name) {
    for (JsonNode file : files()) {
      if (file.path("file_name").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode files() {
    return Json.read(Http.get(api.rootUrl() + "/record/files").body());
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
