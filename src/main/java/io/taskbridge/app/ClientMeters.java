package io.taskbridge.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * Shows the own metrics of the Kafka clients that the bridge makes by itself. Quarkus does it for
 * the channel's consumer, and knows nothing of these.
 */
@Singleton
class ClientMeters {
  private final MeterRegistry registry;
  private final Map<String, KafkaClientMetrics> followed = new HashMap<>();

  ClientMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** From now on these, and no more those of the client before of that kind. */
  synchronized void follow(String kind, KafkaClientMetrics metrics) {
    KafkaClientMetrics before = followed.put(kind, metrics);
    if (before != null) {
      before.close();
    }
    metrics.bindTo(registry);
  }

  @PreDestroy
  synchronized void close() {
    followed.values().forEach(KafkaClientMetrics::close);
    followed.clear();
  }
}
