package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.contract.Contract;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RecordKey;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskResult;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Results as records, name by name as the outward contract has them. */
class ResultRecordsTest {
  private static final Instant START = MutableClock.START;
  private static final Instant END = START.plusMillis(90_001);
  private static final Artifacts LINKS = new Artifacts("https://live", "https://video", "");
  private static final int MAX_BYTES = 2_000;

  private final EventRecords records =
      new EventRecords(Records.TOPICS, "task-bridge", MAX_BYTES, Records.UNLIMITED);

  @Test
  void shouldWriteAllThatIsKnown() {
    ProducerRecord<byte[], byte[]> record = record(done(new Json("{\"price\":1.10}"), null));

    assertThat(record.topic()).isEqualTo("task-results");
    assertThat(new String(record.value(), UTF_8)).contains("{\"price\":1.10}");
    assertThat(Records.json(record))
        .isEqualTo(
            Records.json(
                ("{\"request_id\":\"order-42\",\"task_id\":\"t1\",\"status\":\"done\","
                        + "\"output\":{\"price\":1.10},\"error\":null,\"credits_used\":7,"
                        + "\"device\":\"desktop\",\"live_url\":\"https://live\","
                        + "\"recording_url\":\"https://video\",\"downloads_url\":\"\","
                        + "\"submitted_at\":\"2026-05-04T12:00:00Z\","
                        + "\"finished_at\":\"2026-05-04T12:01:30.001Z\"}")
                    .getBytes(UTF_8)));
    assertThat(Records.headers(record))
        .containsEntry("ce_id", "order-42/result")
        .containsEntry("ce_type", "io.taskbridge.task-results.v1")
        .containsEntry("ce_time", "2026-05-04T12:01:30.001Z");
  }

  @Test
  void shouldWriteNullForAllThatIsNotKnown() {
    TaskError error =
        new TaskError(
            ErrorCode.API_REJECTED, "the task API refused", 422, new Json("[{\"loc\":[1]}]"));
    Subject withoutTask =
        new Subject(new RequestId("order-42"), RecordKey.of(new byte[0]), null, null);

    ProducerRecord<byte[], byte[]> record =
        records.record(
            new Finished(
                withoutTask, TaskResult.without("rejected", error, Artifacts.NONE, null, END)));

    assertThat(Records.json(record))
        .isEqualTo(
            Records.json(
                ("{\"request_id\":\"order-42\",\"task_id\":null,\"status\":\"rejected\","
                        + "\"output\":null,\"error\":{\"code\":\"API_REJECTED\","
                        + "\"message\":\"the task API refused\",\"http_status\":422,"
                        + "\"detail\":[{\"loc\":[1]}]},\"credits_used\":null,\"device\":null,"
                        + "\"live_url\":null,\"recording_url\":null,\"downloads_url\":null,"
                        + "\"submitted_at\":null,\"finished_at\":\"2026-05-04T12:01:30.001Z\"}")
                    .getBytes(UTF_8)));
    assertThat(Records.headers(record)).doesNotContainKeys("ce_subject", "traceparent");
    assertThat(record.key()).isEmpty();
  }

  @Test
  void shouldWriteAnErrorWithoutAnAnswerOfTheApi() {
    TaskError error = TaskError.of(ErrorCode.TASK_LOST, "it is gone");

    JsonNode value =
        Records.json(record(TaskResult.without("lost", error, LINKS, START, END))).get("error");

    assertThat(value.get("http_status").isNull()).isTrue();
    assertThat(value.get("detail").isNull()).isTrue();
  }

  @Test
  void shouldPassFieldsOnThatThisVersionDoesNotKnow() {
    JsonNode value =
        Records.json(
            record(done(null, new Json("{\"steps\":[1.10,null],\"cost\":{\"usd\":0.07}}"))));

    assertThat(value.get("steps").toString()).isEqualTo("[1.1,null]");
    assertThat(value.get("cost").get("usd").asText()).isEqualTo("0.07");
  }

  @Test
  void shouldNotLetAnUnknownFieldTakeThePlaceOfOneOfOurs() {
    JsonNode value =
        Records.json(
            record(
                done(
                    null,
                    new Json(
                        "{\"request_id\":\"forged\",\"status\":\"failed\",\"error\":1,"
                            + "\"output\":\"forged\",\"task_id\":{},\"live_url\":7}"))));

    assertThat(value.get("request_id").asText()).isEqualTo("order-42");
    assertThat(value.get("status").asText()).isEqualTo("done");
    assertThat(value.get("error").isNull()).isTrue();
    assertThat(value.get("output").isNull()).isTrue();
    assertThat(value.get("task_id").asText()).isEqualTo("t1");
    assertThat(value.get("live_url").asText()).isEqualTo("https://live");
    assertThat(value.get("api_fields").get("error").intValue()).isEqualTo(1);
    assertThat(value.get("api_fields").get("output").asText()).isEqualTo("forged");
  }

  @Test
  void shouldNotLoseAFieldOfAnotherTypeThanTheApiPromised() {
    ProducerRecord<byte[], byte[]> record =
        record(
            new TaskResult(
                "done",
                null,
                null,
                null,
                "desktop",
                LINKS,
                START,
                END,
                new Json("{\"credits_used\":1.50,\"output_valid\":false,\"api_fields\":1}")));

    JsonNode value = Records.json(record);
    assertThat(value.get("credits_used").isNull()).isTrue();
    assertThat(new String(record.value(), UTF_8)).contains("\"credits_used\":1.50");
    assertThat(value.get("api_fields").get("credits_used").asText()).isEqualTo("1.5");
    assertThat(value.get("api_fields").get("output_valid").booleanValue()).isFalse();
    assertThat(value.get("api_fields").get("api_fields").intValue()).isEqualTo(1);
    assertThat(value.has("output_valid")).isFalse();
    assertThat(Contract.ofValue("task-results", record.value())).isEmpty();
  }

  /** It cannot be read here; that must keep no task from ending. */
  @Test
  void shouldPassOnANumberThatNobodyCanHold() {
    String unknown = "{\"credits_used\":1e99999999999}";

    ProducerRecord<byte[], byte[]> record = record(done(null, new Json(unknown)));

    assertThat(new String(record.value(), UTF_8)).contains("\"api_fields\":" + unknown);
  }

  @Test
  void shouldPutAnErrorInThePlaceOfAnOutputThatIsTooLarge() {
    Json large = new Json("\"" + "x".repeat(MAX_BYTES) + "\"");

    ProducerRecord<byte[], byte[]> record = record(done(large, null));

    JsonNode value = Records.json(record);
    assertThat(record.value().length).isLessThan(MAX_BYTES);
    assertThat(value.get("status").asText()).isEqualTo("done");
    assertThat(value.get("output").isNull()).isTrue();
    assertThat(value.get("error").get("code").asText()).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(value.get("error").get("message").asText())
        .contains("bytes", "bridge.limits.output-bytes");
    assertThat(value.get("credits_used").asLong()).isEqualTo(7);
    assertThat(value.get("recording_url").asText()).isEqualTo("https://video");
  }

  @Test
  void shouldLeaveUnknownFieldsOutWhenTheyMakeAResultTooLarge() {
    Json unknown = new Json("{\"log\":\"" + "x".repeat(MAX_BYTES) + "\"}");

    JsonNode value = Records.json(record(done(new Json("1"), unknown)));

    assertThat(value.has("log")).isFalse();
    assertThat(value.get("error").get("code").asText()).isEqualTo("OUTPUT_TOO_LARGE");
  }

  @Test
  void shouldMeasureBytesAndNotCharacters() {
    Json wide = new Json("\"" + "ä".repeat(MAX_BYTES * 2 / 3) + "\"");

    assertThat(Records.json(record(done(wide, null))).get("output").isNull()).isTrue();
  }

  private ProducerRecord<byte[], byte[]> record(TaskResult result) {
    Subject subject = new Subject(new RequestId("order-42"), null, "00-trace-01", new TaskId("t1"));
    return records.record(new Finished(subject, result));
  }

  private static TaskResult done(Json output, Json unknown) {
    return new TaskResult("done", output, null, 7L, "desktop", LINKS, START, END, unknown);
  }
}
