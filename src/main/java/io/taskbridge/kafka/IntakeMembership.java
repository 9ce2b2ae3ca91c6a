package io.taskbridge.kafka;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Makes the intake a static member of its group: a replica that is started again under its instance
 * id takes its place, at once and without a rebalance, whether it was stopped or killed.
 */
@ApplicationScoped
class IntakeMembership implements ClientCustomizer<Map<String, Object>> {
  private final KafkaSettings settings;

  IntakeMembership(KafkaSettings settings) {
    this.settings = settings;
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
    return config;
  }
}
