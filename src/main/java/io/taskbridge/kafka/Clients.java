package io.taskbridge.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the clients beside the channel's consumer. The producer is not the connector's, because one
 * that a broker has fenced is of no more use, and the connector's can't be replaced.
 */
final class Clients {
  /** Measured: with the default of 100 ms, short transactions one after the other are 3x slower. */
  private static final int PRODUCER_RETRY_BACKOFF_MS = 5;

  private static final int ROOM_FOR_OVERHEAD = 1024 * 1024;

  private final KafkaSettings settings;

  Clients(KafkaSettings settings) {
    this.settings = settings;
  }

  AdminClient admin() {
    return AdminClient.create(with("admin"));
  }

  Producer<byte[], byte[]> producer() {
    Map<String, Object> config = with("log");
    config.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        Rights.transactionalId(settings.groupId(), settings.instanceId()));
    config.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        Math.toIntExact(settings.transactionTimeout().toMillis()));
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRequestBytes());
    config.putIfAbsent(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, PRODUCER_RETRY_BACKOFF_MS);
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The most that the producer sends at once, and so the largest record. */
  int maxRequestBytes() {
    return settings.maxMessageBytes() + ROOM_FOR_OVERHEAD;
  }

  /** Reads committed records of the ledger, without a group. */
  Consumer<byte[], byte[]> reader() {
    return withoutGroup("ledger");
  }

  /** The same, for those of all replicas. */
  Consumer<byte[], byte[]> surveyor() {
    return withoutGroup("survey");
  }

  /** Reads committed tool replies, without a group. */
  Consumer<byte[], byte[]> replies() {
    return withoutGroup("replies");
  }

  private Consumer<byte[], byte[]> withoutGroup(String purpose) {
    Map<String, Object> config = with(purpose);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> with(String purpose) {
    Map<String, Object> config = new HashMap<>(settings.client());
    config.put(
        CommonClientConfigs.CLIENT_ID_CONFIG,
        settings.groupId() + "-" + settings.instanceId() + "-" + purpose);
    return config;
  }
}
