package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.Json;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RecordKey;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskEvent.StatusChanged;
import io.taskbridge.task.TaskEvent.ToolCalled;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.ToolCall;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Statuses and tool calls as records, name by name as the outward contract has them. */
class EventRecordsTest {
  private static final Instant NOW = MutableClock.START;
  private static final Subject SUBJECT =
      new Subject(
          new RequestId("order-42"),
          RecordKey.of(new byte[] {1, 2}),
          "00-trace-01",
          new TaskId("t1"));

  private final EventRecords records =
      new EventRecords(Records.TOPICS, "task-bridge", 10_000, Records.UNLIMITED);

  @Test
  void shouldWriteAStatus() {
    ProducerRecord<byte[], byte[]> record =
        records.record(status(SUBJECT, 2, "waiting", new Artifacts("https://live", null, "")));

    assertThat(record.topic()).isEqualTo("task-status");
    assertThat(Records.json(record))
        .isEqualTo(
            Records.json(
                ("{\"request_id\":\"order-42\",\"task_id\":\"t1\",\"sequence\":2,"
                        + "\"status\":\"running\",\"previous_status\":\"waiting\","
                        + "\"changed\":[\"status\",\"live_url\"],\"live_url\":\"https://live\","
                        + "\"recording_url\":null,\"downloads_url\":\"\","
                        + "\"observed_at\":\"2026-05-04T12:00:00Z\"}")
                    .getBytes(UTF_8)));
  }

  @Test
  void shouldWriteThatAStatusIsTheFirst() {
    JsonNode value = Records.json(records.record(status(SUBJECT, 1, null, Artifacts.NONE)));

    assertThat(value.get("previous_status").isNull()).isTrue();
    assertThat(value.get("live_url").isNull()).isTrue();
  }

  @Test
  void shouldWriteAToolCall() {
    ProducerRecord<byte[], byte[]> record = records.record(toolCall(new Json("{\"a\":1.10}")));

    assertThat(record.topic()).isEqualTo("tool-requests");
    assertThat(new String(record.value(), UTF_8)).contains("{\"a\":1.10}");
    assertThat(Records.json(record))
        .isEqualTo(
            Records.json(
                ("{\"request_id\":\"order-42\",\"task_id\":\"t1\",\"call_id\":\"e7\","
                        + "\"tool\":\"weather\",\"input\":{\"a\":1.10},"
                        + "\"called_at\":\"2026-05-04T12:00:00Z\","
                        + "\"reply_by\":\"2026-05-04T12:02:00Z\","
                        + "\"correlation_id\":\"9:3:order-42\"}")
                    .getBytes(UTF_8)));
  }

  @Test
  void shouldLeaveOutAnInputThatItsTopicDoesNotTake() {
    EventRecords tight =
        new EventRecords(Records.TOPICS, "task-bridge", 10_000, new RecordLimits(1_500));

    ProducerRecord<byte[], byte[]> record = tight.record(toolCall(Json.ofText("x".repeat(1_000))));

    assertThat(Records.json(record).get("input").isNull()).isTrue();
    assertThat(Records.json(record).get("input_omitted").asInt()).isEqualTo(1_002);
    assertThat(Records.headers(record)).containsEntry("REPLY_CORRELATION_ID", "9:3:order-42");
  }

  @Test
  void shouldSayWhereTheReplyIsToGo() {
    ProducerRecord<byte[], byte[]> record = records.record(toolCall(null));

    assertThat(Records.headers(record))
        .containsEntry("REPLY_TOPIC", "tool-replies")
        .containsEntry("REPLY_CORRELATION_ID", "9:3:order-42");
    assertThat(ByteBuffer.wrap(record.headers().lastHeader("REPLY_PARTITION").value()).getInt())
        .isEqualTo(9);
    assertThat(record.headers().lastHeader("REPLY_PARTITION").value()).hasSize(4);
    assertThat(Records.json(record).get("input").isNull()).isTrue();
  }

  @Test
  void shouldKeyRecordsAsTheRequestWas() {
    assertThat(records.record(status(SUBJECT, 1, null, Artifacts.NONE)).key())
        .isEqualTo(new byte[] {1, 2});
    assertThat(records.record(toolCall(null)).key()).isEqualTo(new byte[] {1, 2});
  }

  @Test
  void shouldKeyRecordsByTheRequestsIdWhenItHadNoKey() {
    Subject keyless = new Subject(new RequestId("order-42"), null, null, new TaskId("t1"));

    assertThat(records.record(status(keyless, 1, null, Artifacts.NONE)).key())
        .asString()
        .isEqualTo("order-42");
  }

  @Test
  void shouldLeaveThePartitionAndTheTimeToKafka() {
    ProducerRecord<byte[], byte[]> record =
        records.record(status(SUBJECT, 1, null, Artifacts.NONE));

    assertThat(record.partition()).isNull();
    assertThat(record.timestamp()).isNull();
  }

  @Test
  void shouldMakeACloudEventOfEveryRecord() {
    assertThat(Records.headers(records.record(status(SUBJECT, 2, null, Artifacts.NONE))))
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_id", "order-42/status/2")
        .containsEntry("ce_type", "io.taskbridge.task-status.v1")
        .containsEntry("ce_source", "/task-bridge/task-bridge")
        .containsEntry("ce_subject", "t1")
        .containsEntry("ce_time", "2026-05-04T12:00:00Z")
        .containsEntry("content-type", "application/json")
        .containsEntry("traceparent", "00-trace-01")
        .hasSize(8);
    assertThat(Records.headers(records.record(toolCall(null))))
        .containsEntry("ce_id", "order-42/tool/3")
        .containsEntry("ce_type", "io.taskbridge.tool-requests.v1");
  }

  @Test
  void shouldNameTypesAfterTheKindWhateverTheTopicIsCalled() {
    Topics renamed =
        new Topics("q", "c", "r", "my-status", "my-results", "a", "my-tools", "d", "l");
    EventRecords elsewhere = new EventRecords(renamed, "my-group", 10_000, Records.UNLIMITED);

    ProducerRecord<byte[], byte[]> record =
        elsewhere.record(status(SUBJECT, 1, null, Artifacts.NONE));

    assertThat(record.topic()).isEqualTo("my-status");
    assertThat(Records.headers(record))
        .containsEntry("ce_type", "io.taskbridge.task-status.v1")
        .containsEntry("ce_source", "/task-bridge/my-group");
  }

  @Test
  void shouldGiveTheSameEventTheSameBytesAgain() {
    ProducerRecord<byte[], byte[]> one = records.record(toolCall(new Json("[1]")));
    ProducerRecord<byte[], byte[]> other = records.record(toolCall(new Json("[1]")));

    assertThat(one.value()).isEqualTo(other.value());
    assertThat(one.headers().toArray()).isEqualTo(other.headers().toArray());
  }

  private static TaskEvent status(
      Subject subject, int sequence, String previous, Artifacts artifacts) {
    return new StatusChanged(
        subject, sequence, "running", previous, List.of("status", "live_url"), artifacts, NOW);
  }

  private static TaskEvent toolCall(Json input) {
    return new ToolCalled(
        SUBJECT,
        new CorrelationId(9, 3, new RequestId("order-42")),
        new ToolCall(3, "e7", "weather", NOW.plusSeconds(120)),
        input,
        NOW);
  }
}
