package io.taskbridge.kafka;

import static io.taskbridge.kafka.Records.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.kafka.RequestDecoder.Decoded;
import io.taskbridge.task.Attachment;
import io.taskbridge.task.Attachment.Content;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.TaskRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says about attachments and profiles. */
class AttachmentFieldsTest {
  private final RequestDecoder decoder =
      new RequestDecoder(
          new RequestDefaults(
              Duration.ofMinutes(5), Duration.ofSeconds(30), 1_000_000, Records.ATTACHMENTS),
          new MutableClock());

  @Test
  void shouldReadAttachmentsInTheirOrder() {
    TaskRequest request =
        read(
            "{\"task\":\"a\",\"files\":[\"mine\"],\"url\":\"u\",\"bridge\":{\"attachments\":["
                + "{\"name\":\"a.txt\",\"purpose\":\"p\",\"content_base64\":\"AQID\",\"url\":null},"
                + "{\"name\":\"b.pdf\",\"purpose\":null,\"content_base64\":null,\"url\":\"https://files.example/b\"}]}}");

    Attachment first = request.provisions().attachments().get(0);
    assertThat(first.name()).isEqualTo("a.txt");
    assertThat(first.purpose()).isEqualTo("p");
    assertThat(((Content.Inline) first.content()).bytes()).containsExactly(1, 2, 3);
    assertThat(request.provisions().attachments().get(1).content())
        .isEqualTo(new Content.Remote(URI.create("https://files.example/b")));
    assertThat(request.body().text())
        .isEqualTo("{\"task\":\"a\",\"url\":\"u\",\"files\":[\"mine\"]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"files\":null", ",\"files\":[]"})
  void shouldMakeRoomForIdsWhereThereAreNoFiles(String files) {
    TaskRequest request =
        read("{\"task\":\"a\"" + files + ",\"bridge\":{\"attachments\":[" + inline("AQID") + "]}}");

    assertThat(request.body().text()).isEqualTo("{\"task\":\"a\",\"files\":[]}");
  }

  @Test
  void shouldLeaveFilesAloneWithoutAttachments() {
    TaskRequest request = read("{\"files\":null,\"task\":\"a\",\"bridge\":{\"attachments\":[]}}");

    assertThat(request.body().text()).isEqualTo("{\"files\":null,\"task\":\"a\"}");
    assertThat(request.provisions().missing()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7 | must be a list",
        "{} | must be a list",
        "[7] | 'bridge.attachments[0]' must be an object",
        "[{}] | needs a 'name'",
        "[{\"name\":\"\",\"url\":\"https://a/b\"}] | needs a 'name'",
        "[{\"name\":\"../../etc/passwd\",\"url\":\"https://a/b\"}] | without a path",
        "[{\"name\":\"a\\nb\",\"url\":\"https://a/b\"}] | needs a 'name'",
        "[{\"name\":\"a\"}] | either 'content_base64' or 'url'",
        "[{\"name\":\"a\",\"content_base64\":\"\",\"url\":\"https://a/b\"}] | either",
        "[{\"name\":\"a\",\"content_base64\":\"%%%\"}] | is not base64",
        "[{\"name\":\"a\",\"content_base64\":7}] | is not base64",
        "[{\"name\":\"a\",\"url\":\"/b\"}] | no address",
        "[{\"name\":\"a\",\"url\":\"https://a b/\"}] | no address",
        "[{\"name\":\"a\",\"content_base64\":\"\",\"purpose\":7}] | 'purpose'",
        "[{\"name\":\"a\",\"content_base64\":\"\",\"kind\":1}] | an unknown field"
      })
  void shouldRefuseAttachmentsThatMakeNoSense(String attachments, String part) {
    assertRefused(
        "{\"task\":\"a\",\"bridge\":{\"attachments\":" + attachments + "}}",
        ErrorCode.ATTACHMENT_REFUSED,
        part);
  }

  @Test
  void shouldRefuseWhatIsTooLarge() {
    String small = inline(zeros(800));

    assertRefused(bridge(inline(zeros(1_001))), ErrorCode.ATTACHMENT_REFUSED, "1001 bytes");
    assertRefused(bridge(small + "," + small), ErrorCode.ATTACHMENT_REFUSED, "1600 bytes together");
    assertRefused(
        bridge(inline("AQID").replace("\"p\"", "\"" + "x".repeat(65) + "\"")),
        ErrorCode.ATTACHMENT_REFUSED,
        "64 characters");
    assertRefused(
        bridge((inline("AQID") + ",").repeat(16) + inline("AQID")),
        ErrorCode.ATTACHMENT_REFUSED,
        "at most 16");
  }

  @Test
  void shouldCallItAnInvalidRequestWhenMoreIsWrong() {
    assertRefused(
        "{\"task\":7,\"bridge\":{\"attachments\":7}}", ErrorCode.INVALID_REQUEST, "must be a list");
    assertRefused(
        "{\"files\":\"x\",\"bridge\":{\"attachments\":[" + inline("AQID") + "]}}",
        ErrorCode.INVALID_REQUEST,
        "'files' must be a list");
  }

  @Test
  void shouldReadWhichProfileToEnsure() {
    assertThat(
            read("{\"profile_id\":\"p\",\"bridge\":{\"ensure_profile\":true}}")
                .provisions()
                .profileId())
        .isEqualTo("p");
    assertThat(
            read("{\"profile_id\":\"p\",\"bridge\":{\"ensure_profile\":false}}")
                .provisions()
                .profileId())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"bridge\":{\"ensure_profile\":true}}",
        "{\"profile_id\":7,\"bridge\":{\"ensure_profile\":true}}",
        "{\"profile_id\":\" \",\"bridge\":{\"ensure_profile\":true}}",
        "{\"profile_id\":\"p\",\"bridge\":{\"ensure_profile\":\"yes\"}}"
      })
  void shouldRefuseToEnsureNoProfile(String value) {
    assertRefused(value, ErrorCode.INVALID_REQUEST, "'bridge.ensure_profile'");
  }

  private static String bridge(String attachments) {
    return "{\"task\":\"a\",\"bridge\":{\"attachments\":[" + attachments + "]}}";
  }

  private static String inline(String base64) {
    return "{\"name\":\"a.bin\",\"purpose\":\"p\",\"content_base64\":\"" + base64 + "\"}";
  }

  private static String zeros(int bytes) {
    return Base64.getEncoder().encodeToString(new byte[bytes]);
  }

  private TaskRequest read(String value) {
    return ((Decoded.Readable) decoder.decode(request(value))).request();
  }

  private void assertRefused(String value, ErrorCode code, String part) {
    assertThat(decoder.decode(request(value)))
        .isInstanceOfSatisfying(
            Decoded.Invalid.class,
            invalid -> {
              assertThat(invalid.error().code()).isEqualTo(code);
              assertThat(invalid.error().message()).contains(part);
            });
  }
}
