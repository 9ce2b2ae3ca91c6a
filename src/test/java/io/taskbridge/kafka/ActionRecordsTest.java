package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.task.Json;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.RecordKey;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskId;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Results of actions as records, name by name as the outward contract has them. */
class ActionRecordsTest {
  private final EventRecords records =
      new EventRecords(Records.TOPICS, "task-bridge", 1_000, Records.UNLIMITED);

  @Test
  void shouldWriteTheResultOfAnAction() {
    ProducerRecord<byte[], byte[]> record = records.record(finished(new Json("{\"n\":1.10}")));

    assertThat(record.topic()).isEqualTo("action-results");
    assertThat(record.key()).isEqualTo(new byte[] {1});
    assertThat(new String(record.value(), UTF_8))
        .isEqualTo(
            "{\"request_id\":\"s-1\",\"task_id\":\"t1\",\"action_id\":\"a1\",\"name\":\"extract\","
                + "\"code\":200,\"output\":{\"n\":1.10},\"timestamp\":\"2026-05-04T12:00:00Z\"}");
  }

  @Test
  void shouldGiveTheSameActionTheSameHeaders() {
    ProducerRecord<byte[], byte[]> record = records.record(finished(null));

    assertThat(header(record, "ce_id")).isEqualTo("s-1/action/a1");
    assertThat(header(record, "ce_type")).isEqualTo("io.taskbridge.action-results.v1");
    assertThat(header(record, "ce_subject")).isEqualTo("t1");
    assertThat(header(record, "traceparent")).isEqualTo("00-trace-01");
    assertThat(Records.json(record).get("output").isNull()).isTrue();
  }

  @Test
  void shouldSayThatAnAnswerIsTooLargeInItsPlace() {
    Json large = Json.ofText("x".repeat(2_000));

    JsonNode value = Records.json(records.record(finished(large)));

    assertThat(value.get("code").intValue()).isEqualTo(500);
    assertThat(value.get("output").textValue()).contains("bridge.limits.output-bytes");
  }

  private static TaskEvent finished(Json output) {
    Subject subject =
        new Subject(
            new RequestId("s-1"), RecordKey.of(new byte[] {1}), "00-trace-01", new TaskId("t1"));
    return new TaskEvent.ActionFinished(subject, "a1", "extract", 200, output, MutableClock.START);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
