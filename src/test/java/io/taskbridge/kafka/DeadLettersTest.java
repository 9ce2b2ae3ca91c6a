package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ErrorCode;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {
  private static final int MAX_BYTES = 1_000;

  private final DeadLetters deadLetters =
      new DeadLetters("dead-letters", new RecordLimits(MAX_BYTES));

  @Property
  void shouldKeepKeyAndValueByteForByte(@ForAll byte[] value) {
    byte[] fitting = Arrays.copyOf(value, Math.min(value.length, MAX_BYTES / 2));

    ProducerRecord<byte[], byte[]> letter = deadLetters.record(original(fitting), letter(null));

    assertThat(letter.value()).isEqualTo(fitting);
    assertThat(letter.key()).isEqualTo(original(fitting).key());
    assertThat(letter.topic()).isEqualTo("dead-letters");
    assertThat(letter.partition()).isNull();
  }

  @Test
  void shouldKeepHeadersInTheirOrderWithDoublesAndNulls() {
    ProducerRecord<byte[], byte[]> letter =
        deadLetters.record(original(new byte[] {1}), letter("com.example.Cause"));

    Header[] headers = letter.headers().toArray();
    assertThat(headers)
        .extracting(Header::key)
        .containsExactly(
            "a",
            "b",
            "a",
            "dead-letter-code",
            "dead-letter-reason",
            "dead-letter-topic",
            "dead-letter-partition",
            "dead-letter-offset",
            "dead-letter-cause");
    assertThat(headers[0].value()).isEqualTo(new byte[] {(byte) 0xff, 0});
    assertThat(headers[1].value()).isNull();
    assertThat(headers[2].value()).isEqualTo(new byte[] {2});
  }

  @Test
  void shouldSayWhyAndWhereFrom() {
    ConsumerRecord<byte[], byte[]> plain =
        Records.record("task-requests", 3, 17, new byte[] {1}, new RecordHeaders());

    ProducerRecord<byte[], byte[]> letter = deadLetters.record(plain, letter(null));

    assertThat(Records.headers(letter))
        .containsEntry("dead-letter-code", "INVALID_JSON")
        .containsEntry("dead-letter-reason", "send JSON, bitte schön")
        .containsEntry("dead-letter-topic", "task-requests")
        .containsEntry("dead-letter-partition", "3")
        .containsEntry("dead-letter-offset", "17")
        .containsEntry("dead-letter-cause", "send JSON, bitte schön")
        .hasSize(6);
  }

  @Test
  void shouldKeepANullValueAndANullKey() {
    ConsumerRecord<byte[], byte[]> empty = new ConsumerRecord<>("task-requests", 3, 17, null, null);

    ProducerRecord<byte[], byte[]> letter = deadLetters.record(empty, letter(null));

    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isNull();
  }

  /** An ambiguous one names up to 1,000 tasks, and the reason stands in for a missing cause. */
  @Test
  void shouldKeepAValueAsLargeAsARequestBesideTheLongestReason() {
    DeadLetters wide =
        new DeadLetters("dead-letters", new RecordLimits(MAX_BYTES + TopicSetup.ROOM_FOR_HEADERS));
    byte[] value = new byte[MAX_BYTES - 100];
    String reason = "x".repeat(38_000);

    ProducerRecord<byte[], byte[]> letter =
        wide.record(
            original(value),
            new DeadLetter(
                new SourcePosition("task-requests", 3, 17),
                ErrorCode.SUBMIT_AMBIGUOUS,
                reason,
                null));

    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.headers().lastHeader("dead-letter-reason").value()).hasSize(38_000);
    assertThat(letter.headers().lastHeader("dead-letter-cause").value()).hasSize(1_000);
  }

  @Test
  void shouldSayThatAValueWasLeftOutWhichNoTopicTakes() {
    ProducerRecord<byte[], byte[]> letter =
        deadLetters.record(original(new byte[MAX_BYTES + 1]), letter(null));

    assertThat(letter.value()).isNull();
    assertThat(letter.headers().lastHeader("dead-letter-value-omitted").value())
        .asString()
        .isEqualTo("1001");
  }

  @Test
  void shouldLeaveOutHeadersThatAreTooLargeEvenWithoutTheValue() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("large", new byte[MAX_BYTES]);
    headers.add("small", new byte[1]);

    ProducerRecord<byte[], byte[]> letter =
        deadLetters.record(
            Records.record("task-requests", 3, 17, new byte[] {1}, headers), letter(null));

    assertThat(letter.key()).isNotNull();
    assertThat(Records.headers(letter))
        .doesNotContainKeys("large", "small")
        .containsEntry("dead-letter-headers-omitted", "2")
        .containsEntry("dead-letter-value-omitted", "1")
        .containsEntry("dead-letter-offset", "17");
  }

  @Test
  void shouldLeaveOutAKeyThatIsTooLargeByItself() {
    ConsumerRecord<byte[], byte[]> original =
        new ConsumerRecord<>("task-requests", 3, 17, new byte[MAX_BYTES], null);

    ProducerRecord<byte[], byte[]> letter = deadLetters.record(original, letter(null));

    assertThat(letter.key()).isNull();
    assertThat(Records.headers(letter))
        .containsEntry("dead-letter-key-omitted", "1000")
        .containsEntry("dead-letter-value-omitted", "0");
  }

  @Test
  void shouldAddItsReasonToTheOneOfAnEarlierLetter() {
    // given a dead letter that somebody sent again
    RecordHeaders headers = new RecordHeaders();
    headers.add("dead-letter-code", new byte[] {'X'});
    ConsumerRecord<byte[], byte[]> again =
        Records.record("task-requests", 3, 17, new byte[] {1}, headers);

    // then the last one is ours, as a reader expects
    ProducerRecord<byte[], byte[]> letter = deadLetters.record(again, letter(null));
    assertThat(letter.headers().headers("dead-letter-code")).hasSize(2);
    assertThat(letter.headers().lastHeader("dead-letter-code").value())
        .asString()
        .isEqualTo("INVALID_JSON");
  }

  @Test
  void shouldLeaveTheHeadersOfTheOriginalAlone() {
    ConsumerRecord<byte[], byte[]> original = original(new byte[] {1});

    deadLetters.record(original, letter(null));

    assertThat(original.headers().toArray()).hasSize(3);
  }

  @Test
  void shouldSendARecordOnAsItWas() {
    ConsumerRecord<byte[], byte[]> original = original(new byte[] {7});

    ProducerRecord<byte[], byte[]> rerouted = DeadLetters.reroute(original, 9);

    assertThat(rerouted.topic()).isEqualTo("task-requests");
    assertThat(rerouted.partition()).isEqualTo(9);
    assertThat(rerouted.key()).isEqualTo(original.key());
    assertThat(rerouted.value()).isEqualTo(new byte[] {7});
    assertThat(Arrays.copyOf(rerouted.headers().toArray(), 3))
        .isEqualTo(original.headers().toArray());
    assertThat(rerouted.headers().toArray()).hasSize(4);
  }

  @Test
  void shouldNameThePlaceThatTheSenderKnowsOfARecordThatWasSentOn() {
    ConsumerRecord<byte[], byte[]> original = original(new byte[] {7});
    ConsumerRecord<byte[], byte[]> copy = read(DeadLetters.reroute(original, 9), 4_000);
    ConsumerRecord<byte[], byte[]> copyOfTheCopy = read(DeadLetters.reroute(copy, 11), 5);

    for (ConsumerRecord<byte[], byte[]> each : List.of(copy, copyOfTheCopy)) {
      ProducerRecord<byte[], byte[]> letter = deadLetters.record(each, letter(null));

      assertThat(letter.headers().lastHeader("dead-letter-partition").value())
          .asString()
          .isEqualTo("3");
      assertThat(letter.headers().lastHeader("dead-letter-offset").value())
          .asString()
          .isEqualTo("17");
      assertThat(Arrays.copyOf(letter.headers().toArray(), 3))
          .isEqualTo(original.headers().toArray());
      assertThat(letter.headers().toArray()[3].key()).isEqualTo("dead-letter-code");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "3", "3@", "-3@17", "3@17@", "3@-1@5", "x@y@z", "9999999999@1", "3@17@5@9"})
  void shouldKeepAHeaderThatOnlyLooksLikeTheBridgesOwn(String value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(FirstPlace.HEADER, value.getBytes(UTF_8));
    ConsumerRecord<byte[], byte[]> forged =
        Records.record("task-requests", 5, 6, new byte[] {1}, headers);

    ProducerRecord<byte[], byte[]> letter = deadLetters.record(forged, letter(null));

    assertThat(Records.headers(letter))
        .containsEntry(FirstPlace.HEADER, value)
        .containsEntry("dead-letter-partition", "5")
        .containsEntry("dead-letter-offset", "6");
  }

  @Test
  void shouldKeepAHeaderOfThatNameThatIsNotTheLast() {
    RecordHeaders headers = new RecordHeaders();
    headers.add(FirstPlace.HEADER, "1@1@1".getBytes(UTF_8));
    headers.add("mine", new byte[] {1});
    ConsumerRecord<byte[], byte[]> original =
        Records.record("task-requests", 3, 17, new byte[] {1}, headers);

    ProducerRecord<byte[], byte[]> letter =
        deadLetters.record(read(DeadLetters.reroute(original, 9), 4), letter(null));

    assertThat(Records.headers(letter))
        .containsEntry(FirstPlace.HEADER, "1@1@1")
        .containsEntry("dead-letter-partition", "3")
        .containsEntry("dead-letter-offset", "17");
  }

  private static ConsumerRecord<byte[], byte[]> read(
      ProducerRecord<byte[], byte[]> written, long offset) {
    return Records.record(
        written.topic(), written.partition(), offset, written.value(), written.headers());
  }

  private static ConsumerRecord<byte[], byte[]> original(byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("a", new byte[] {(byte) 0xff, 0});
    headers.add("b", null);
    headers.add("a", new byte[] {2});
    return Records.record("task-requests", 3, 17, value, headers);
  }

  private static DeadLetter letter(String cause) {
    return new DeadLetter(
        new SourcePosition("task-requests", 3, 17),
        ErrorCode.INVALID_JSON,
        "send JSON, bitte schön",
        cause);
  }
}
