package io.taskbridge.kafka;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Makes the intake a static member of its group: a replica that is started again under its instance
 * id takes its place, at once and without a rebalance, whether it was stopped or killed. And lets
 * it poll no more than the gate has room for.
 */
@ApplicationScoped
class IntakeClient implements ClientCustomizer<Map<String, Object>> {
  private final KafkaSettings settings;
  private final IntakeGate gate;

  IntakeClient(KafkaSettings settings, IntakeGate gate) {
    this.settings = settings;
    this.gate = gate;
  }

  @Override
  public Map<String, Object> customize(
      String channel, Config channelConfig, Map<String, Object> config) {
    if (!channel.equals(IntakeChannel.NAME)) {
      return null;
    }
    config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instanceId());
    config.put(
        ConsumerConfig.CLIENT_ID_CONFIG,
        settings.groupId() + "-" + settings.instanceId() + "-intake");
    config.put(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, List.of(IntakeGate.Interceptor.class));
    config.put(IntakeGate.PROPERTY, gate);
    return config;
  }
}
