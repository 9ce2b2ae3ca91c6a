package io.taskbridge.kafka;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * How the topic of the ledger is cleaned. It must be compacted and nothing else: what it deletes
 * the bridge forgets, and a request that is forgotten is submitted again after a restart.
 *
 * @param seen the topic's {@code cleanup.policy}; empty when the brokers do not tell
 */
public record LedgerPolicy(String topic, Optional<String> seen) {
  private static final String COMPACT = TopicConfig.CLEANUP_POLICY_COMPACT;

  /**
   * Asks the brokers.
   *
   * @throws ExecutionException when Kafka does not answer; a right that is missing is none
   */
  public static LedgerPolicy read(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    ConfigResource ledger = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      ConfigEntry policy =
          admin
              .describeConfigs(List.of(ledger))
              .values()
              .get(ledger)
              .get()
              .get(TopicConfig.CLEANUP_POLICY_CONFIG);
      return new LedgerPolicy(topic, Optional.ofNullable(policy).map(ConfigEntry::value));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return new LedgerPolicy(topic, Optional.empty());
      }
      throw e;
    }
  }

  /** Whether it is known to lose what the bridge has to remember. */
  public boolean forgets() {
    return seen.filter(policy -> !policy.equals(COMPACT)).isPresent();
  }

  /** One sentence about what is wrong, or not known, that says what to do. */
  public String sentence() {
    return seen.map(
            policy ->
                "cleanup.policy of the topic %s is '%s', and must be '%s': what is deleted there the"
                        .formatted(topic, policy, COMPACT)
                    + " bridge forgets, and submits again after a restart; set it with"
                    + " kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config"
                        .formatted(topic)
                    + " cleanup.policy="
                    + COMPACT)
        .orElse(
            "whether the topic "
                + topic
                + " is compacted cannot be seen without the right DescribeConfigs on it; give it, or"
                + " let somebody who has it run 'check'");
  }
}
