package io.taskbridge.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/**
 * How large a record may be: what the producer sends, and what each topic takes, as the brokers say
 * or as a refusal has taught. Safe to share between threads.
 */
final class RecordLimits {
  private static final Logger LOG = Logger.getLogger(RecordLimits.class);

  /** Of a batch that holds one record, and of that record; no less than Kafka's own bound. */
  private static final int OVERHEAD = 61 + 21 + 3 * 5;

  private static final int OVERHEAD_OF_A_HEADER = 2 * 5;

  private final int ofTheProducer;
  private final Map<String, Integer> ofTopics = new ConcurrentHashMap<>();
  private volatile boolean saidThatNobodyTells;

  /**
   * @param ofTheProducer the most bytes that it sends at once
   */
  RecordLimits(int ofTheProducer) {
    this.ofTheProducer = ofTheProducer;
  }

  /** The largest record that this topic takes, in bytes, with all that belongs to it. */
  int of(String topic) {
    return Math.min(ofTheProducer, ofTopics.getOrDefault(topic, Integer.MAX_VALUE));
  }

  boolean fits(ProducerRecord<byte[], byte[]> record) {
    return size(record) <= of(record.topic());
  }

  /** Kafka refused this record as too large: its topic takes less than that. */
  void refused(ProducerRecord<byte[], byte[]> record) {
    int less = (int) Math.min(Integer.MAX_VALUE, size(record) - 1);
    ofTopics.merge(record.topic(), less, Math::min);
  }

  /**
   * Asks the brokers what these topics take. Where the bridge has no right to ask, what refusals
   * taught stays as it is.
   */
  void read(Admin admin, Collection<String> topics) throws InterruptedException {
    Map<ConfigResource, KafkaFuture<Config>> answers =
        admin
            .describeConfigs(
                topics.stream()
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList())
            .values();
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> answer : answers.entrySet()) {
      try {
        String bytes = answer.getValue().get().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value();
        ofTopics.put(answer.getKey().name(), Integer.parseInt(bytes));
      } catch (ExecutionException e) {
        if (!saidThatNobodyTells) {
          saidThatNobodyTells = true;
          LOG.infof(
              "Kafka does not tell max.message.bytes of %s (%s): a record that is too large costs a"
                  + " transaction; DescribeConfigs on the topics would spare it",
              answer.getKey().name(), e.getCause().getMessage());
        }
      }
    }
  }

  /** An upper bound of what a record takes in a batch of its own, in bytes. */
  static long size(ProducerRecord<byte[], byte[]> record) {
    long bytes = OVERHEAD + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += OVERHEAD_OF_A_HEADER + length(header.value());
      bytes += header.key().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
