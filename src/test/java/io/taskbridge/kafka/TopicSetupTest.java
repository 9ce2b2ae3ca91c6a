package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskbridge.kafka.TopicSetup.TopicsUnfitException;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of topics, and said of them, at a real broker. */
@Timeout(120)
class TopicSetupTest {
  private static final int PARTITIONS = 2;
  private static final int MAX_BYTES = 1024 * 1024;

  private static EmbeddedBroker broker;
  private static Admin admin;
  private static int sets;

  private final Topics topics = topics("set-" + ++sets + "-");

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @Test
  void shouldMakeALedgerThatItTakes() throws Exception {
    assertThat(prepare(setup(1))).isEqualTo(PARTITIONS);

    assertThat(prepare(setup(1))).isEqualTo(PARTITIONS);
    assertThat(LedgerPolicy.read(admin, topics.ledger()).seen()).contains("compact");
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "compact,delete"})
  void shouldRefuseALedgerThatForgets(String policy) throws Exception {
    NewTopic ledger = new NewTopic(topics.ledger(), PARTITIONS, (short) 1);
    admin.createTopics(List.of(ledger.configs(Map.of("cleanup.policy", policy)))).all().get();

    assertThatThrownBy(() -> prepare(setup(1)))
        .isInstanceOf(TopicsUnfitException.class)
        .hasMessageContaining(
            "cleanup.policy of the topic %s is '%s', and must be 'compact'"
                .formatted(topics.ledger(), policy))
        .hasMessageEndingWith(
            "--entity-name " + topics.ledger() + " --add-config cleanup.policy=compact");
  }

  @Test
  void shouldNameTheSettingWhenThereAreTooFewBrokers() {
    assertThatThrownBy(() -> setup(3).prepare(admin))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(InvalidReplicationFactorException.class)
        .hasMessageMatching(
            "the topic "
                + topics.status().replace("status", "\\w+")
                + " cannot be made with 3 replicas \\(.*\\); set"
                + " BRIDGE_TOPICS_REPLICATION_FACTOR to at most the number of brokers");
  }

  @Test
  void shouldNameTheTopicThatKafkaDoesNotWant() {
    TopicSettings settings = new TopicSettings(topics, true, PARTITIONS, (short) 1, -MAX_BYTES);

    assertThatThrownBy(() -> new TopicSetup(settings).prepare(admin))
        .isInstanceOf(TopicsUnfitException.class)
        .hasMessageContainingAll("Kafka does not make the topic set-", "max.message.bytes")
        .hasMessageEndingWith("or make the topics yourself and set BRIDGE_TOPICS_CREATE=false");
  }

  @Test
  void shouldWantAtLeastOnePartitionAndOneReplica() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> setup(0))
        .withMessage(
            "BRIDGE_TOPICS_REPLICATION_FACTOR (bridge.topics.replication-factor) is 0 and must be"
                + " at least 1, or -1 for the brokers' default");
    assertThatNoException().isThrownBy(() -> setup(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TopicSettings(topics, true, 0, (short) 1, MAX_BYTES))
        .withMessageStartingWith("BRIDGE_TOPICS_PARTITIONS (bridge.topics.partitions) is 0");
  }

  /** As the start does: again while the brokers do not know of the new topics yet. */
  private static int prepare(TopicSetup setup) throws Exception {
    while (true) {
      try {
        return setup.prepare(admin);
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
      }
    }
  }

  private TopicSetup setup(int replicationFactor) {
    return new TopicSetup(
        new TopicSettings(topics, true, PARTITIONS, (short) replicationFactor, MAX_BYTES));
  }

  private static Topics topics(String prefix) {
    return new Topics(
        prefix + "requests",
        prefix + "commands",
        prefix + "replies",
        prefix + "status",
        prefix + "results",
        prefix + "actions",
        prefix + "tools",
        prefix + "dead",
        prefix + "own");
  }
}
