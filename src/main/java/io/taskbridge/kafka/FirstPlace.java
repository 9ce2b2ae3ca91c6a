package io.taskbridge.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Where a record was when its sender had written it, and when: a copy that the bridge wrote to
 * another partition says so in a header of the bridge's own, which is always its last. Anybody can
 * write such a header. So it is believed only for what its sender is told, and for a deadline that
 * it can only bring nearer.
 *
 * @param partition of the same topic
 * @param timestamp of the record, in milliseconds; {@link ConsumerRecord#NO_TIMESTAMP} for none
 */
record FirstPlace(int partition, long offset, long timestamp) {
  static final String HEADER = "bridge-sent-on-from";

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})@(\\d{1,18})(?:@(\\d{1,18}))?");

  static FirstPlace of(ConsumerRecord<?, ?> record) {
    Matcher copy = written(record.headers().toArray());
    if (copy == null) {
      return new FirstPlace(record.partition(), record.offset(), record.timestamp());
    }
    long timestamp =
        copy.group(3) == null ? ConsumerRecord.NO_TIMESTAMP : Long.parseLong(copy.group(3));
    return new FirstPlace(
        Integer.parseInt(copy.group(1)),
        Long.parseLong(copy.group(2)),
        timestamp < 0 ? record.timestamp() : Math.min(timestamp, record.timestamp()));
  }

  /** The headers that the sender wrote. */
  static Headers senders(ConsumerRecord<?, ?> record) {
    Header[] all = record.headers().toArray();
    return new RecordHeaders(
        written(all) == null ? all : Arrays.copyOf(all, Math.max(0, all.length - 1)));
  }

  /** The headers of a copy for another partition: a copy of a copy says what the first one said. */
  static Headers ofCopy(ConsumerRecord<?, ?> record) {
    FirstPlace first = of(record);
    String time = first.timestamp < 0 ? "" : "@" + first.timestamp;
    Headers headers = senders(record);
    headers.add(
        HEADER, (first.partition + "@" + first.offset + time).getBytes(StandardCharsets.UTF_8));
    return headers;
  }

  private static Matcher written(Header[] headers) {
    Header last = headers.length == 0 ? null : headers[headers.length - 1];
    if (last == null || !last.key().equals(HEADER) || last.value() == null) {
      return null;
    }
    Matcher form = FORM.matcher(new String(last.value(), StandardCharsets.UTF_8));
    return form.matches() ? form : null;
  }
}
