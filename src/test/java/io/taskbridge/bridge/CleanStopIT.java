package io.taskbridge.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Whoever stops a bridge in order finds nothing in its log that calls for somebody. */
class CleanStopIT {

  @Test
  void shouldSayNothingLoudWhenItIsStoppedWhileItReadsItsLedger() {
    try (Sandbox sandbox = Sandbox.start()) {
      try (BridgeProcess idle = BridgeProcess.start("stop-idle", sandbox.environment())) {
        idle.awaitReady();
        idle.stop();
        assertThat(idle.loudLines()).isEmpty();
      }

      try (KafkaProducer<byte[], byte[]> dying = dyingReplica(sandbox);
          BridgeProcess reading = BridgeProcess.start("stop-reading", sandbox.environment())) {
        Outputs.until(
            "a partition that is being restored",
            () -> {
              Health health = reading.ready();
              return health.httpStatus() > 0
                  && health.data().path("partitions_restoring").asInt() > 0;
            });
        reading.stop();
        assertThat(reading.loudLines()).isEmpty();
        dying.abortTransaction();
      }
    }
  }

  /** What it left open is waited for by whoever restores. */
  private static KafkaProducer<byte[], byte[]> dyingReplica(Sandbox sandbox) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                sandbox.broker().bootstrapServers(),
                "transactional.id",
                "dying",
                "transaction.timeout.ms",
                "120000"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>("bridge-ledger", 0, "left-open".getBytes(UTF_8), null));
    producer.flush();
    return producer;
  }
}
