package io.taskbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A dead letter, and where its record has to go.
 *
 * @param record as it was read
 * @param family of the headers that say where it came from; null when none does
 * @param topic where it came from; empty when nothing says so
 * @param partition of that topic; null when nothing says so
 * @param code why it was set aside
 * @param replays how often it was sent again so far; negative when its counter makes no sense
 */
record Letter(
    ConsumerRecord<byte[], byte[]> record,
    HeaderFamily family,
    String topic,
    Integer partition,
    String code,
    int replays) {
  static final String REPLAY_COUNT = "replay-count";

  private static final String VALUE_OMITTED = "dead-letter-value-omitted";

  static Letter of(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    HeaderFamily family = HeaderFamily.of(headers).orElse(null);
    return new Letter(
        record,
        family,
        family == null ? "" : family.topic(headers),
        family == null ? null : family.partition(headers),
        family == null ? "" : family.code(headers),
        replays(headers.lastHeader(REPLAY_COUNT)));
  }

  /** Names the letter: no other has this place. */
  String place() {
    return record.topic() + "-" + record.partition() + "-" + record.offset();
  }

  String keyText() {
    return record.key() == null ? null : new String(record.key(), UTF_8);
  }

  boolean lacksItsValue() {
    return record.headers().lastHeader(VALUE_OMITTED) != null;
  }

  /** The record's own headers, in their order, and the counter. */
  Headers headersToSend() {
    RecordHeaders headers = new RecordHeaders();
    for (Header each : record.headers()) {
      if (!family.owns(each) && !each.key().equals(REPLAY_COUNT)) {
        headers.add(each);
      }
    }
    headers.add(REPLAY_COUNT, Integer.toString(replays + 1).getBytes(UTF_8));
    return headers;
  }

  private static int replays(Header counter) {
    if (counter == null) {
      return 0;
    }
    String text = counter.value() == null ? "" : new String(counter.value(), UTF_8);
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
  }
}
