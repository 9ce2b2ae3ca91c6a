package io.taskbridge.kafka;

import io.taskbridge.submission.LedgerSurvey.Trace;
import io.taskbridge.task.RequestId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is kept of ledgers that are only looked at: little of each request, since they are those of
 * all replicas. Lives on one thread.
 */
final class LedgerFold {
  /** So many wait for being decoded: most are overtaken by a later one before. */
  private static final int MOST_RAW = 5_000;

  private record Key(int partition, RequestId requestId) {}

  private final LedgerCodec codec;
  private final Map<Key, ConsumerRecord<byte[], byte[]>> raw = new LinkedHashMap<>();
  private final Map<Key, Trace> traces = new HashMap<>();

  LedgerFold(LedgerCodec codec) {
    this.codec = codec;
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    Key key = new Key(record.partition(), codec.key(record.key()));
    if (record.value() == null) {
      raw.remove(key);
      traces.remove(key);
    } else {
      raw.put(key, record);
      if (raw.size() >= MOST_RAW) {
        fold();
      }
    }
  }

  Collection<Trace> traces() {
    fold();
    return traces.values();
  }

  private void fold() {
    raw.forEach(
        (key, record) -> {
          Trace trace = Trace.of(codec.entry(record.key(), record.value(), key.partition()));
          if (trace.isEmpty()) {
            traces.remove(key);
          } else {
            traces.put(key, trace);
          }
        });
    raw.clear();
  }
}
