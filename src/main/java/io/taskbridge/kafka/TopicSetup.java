package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/** Makes the topics that are missing, and checks that those that belong together fit together. */
public final class TopicSetup {
  private static final Logger LOG = Logger.getLogger(TopicSetup.class);

  /** Bytes that the headers of a dead letter may add to its record. */
  static final int ROOM_FOR_HEADERS = 64 * 1024;

  /** The least that an entry of the ledger may need: a long key, and the largest schema. */
  private static final int LEAST_OF_THE_LEDGER = 512 * 1024;

  /** What every other record can be brought down to. */
  private static final int LEAST = 128 * 1024;

  private final TopicSettings settings;

  public TopicSetup(TopicSettings settings) {
    this.settings = requireNonNull(settings, "settings");
  }

  /** The topics are not as they must be; the message says what to do. */
  public static final class TopicsUnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    TopicsUnfitException(String message) {
      super(message);
    }
  }

  /**
   * Makes and checks.
   *
   * @return the number of partitions of the topics that belong together
   * @throws TopicsUnfitException when a topic is missing and may not be made, numbers differ, or
   *     the ledger would forget
   * @throws ExecutionException when Kafka refuses or does not answer
   */
  public int prepare(Admin admin)
      throws TopicsUnfitException, ExecutionException, InterruptedException {
    Map<String, Integer> partitions = existing(admin);
    List<String> missing =
        settings.topics().all().stream().filter(topic -> !partitions.containsKey(topic)).toList();
    if (!missing.isEmpty()) {
      if (!settings.create()) {
        throw new TopicsUnfitException(
            "missing topics: "
                + String.join(", ", missing)
                + "; create them, or set BRIDGE_TOPICS_CREATE=true");
      }
      // Nothing is made in a cluster whose topics the bridge is going to refuse.
      create(admin, missing, checked(partitions));
      partitions.putAll(existing(admin));
      if (!partitions.keySet().containsAll(settings.topics().all())) {
        // Not every broker knows of them yet: the caller tries again.
        throw new ExecutionException(
            new UnknownTopicOrPartitionException("the new topics are not known everywhere yet"));
      }
    }
    int found = checked(partitions);
    checkSizes(admin);
    checkPolicy(admin);
    return found;
  }

  /** Whether Kafka answered, and said no; what it says may change without a new start. */
  public static boolean refuses(Throwable failure) {
    return Rights.refuses(failure) || failure instanceof InvalidReplicationFactorException;
  }

  private void checkPolicy(Admin admin)
      throws TopicsUnfitException, ExecutionException, InterruptedException {
    LedgerPolicy policy = LedgerPolicy.read(admin, settings.topics().ledger());
    if (policy.forgets()) {
      throw new TopicsUnfitException(policy.sentence());
    }
    if (policy.seen().isEmpty()) {
      LOG.warn(policy.sentence());
    }
  }

  private void checkSizes(Admin admin) throws TopicsUnfitException, InterruptedException {
    RecordLimits limits = new RecordLimits(Integer.MAX_VALUE);
    limits.read(admin, settings.topics().written());
    for (String topic : settings.topics().written()) {
      int least = topic.equals(settings.topics().ledger()) ? LEAST_OF_THE_LEDGER : LEAST;
      if (limits.of(topic) < least) {
        throw new TopicsUnfitException(
            "max.message.bytes of the topic %s is %d, and must be at least %d; raise it"
                .formatted(topic, limits.of(topic), least));
      }
    }
  }

  /**
   * The number of partitions of the topics that belong together and are there already, which new
   * ones follow.
   */
  private int checked(Map<String, Integer> partitions) throws TopicsUnfitException {
    Map<String, Integer> together = new TreeMap<>(partitions);
    together.keySet().retainAll(settings.topics().copartitioned());
    if (Set.copyOf(together.values()).size() > 1) {
      throw new TopicsUnfitException(
          "these topics must have the same number of partitions, but have "
              + together
              + "; add partitions to the smaller ones, or recreate them");
    }
    return together.values().stream().findFirst().orElse(settings.partitions());
  }

  private Map<String, Integer> existing(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(settings.topics().all()).topicNameValues();
    Map<String, Integer> partitions = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
      try {
        partitions.put(topic.getKey(), topic.getValue().get().partitions().size());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return partitions;
  }

  private void create(Admin admin, List<String> names, int partitions)
      throws TopicsUnfitException, ExecutionException, InterruptedException {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : names) {
      topics.add(
          new NewTopic(name, partitions, settings.replicationFactor()).configs(config(name)));
    }
    Map<String, KafkaFuture<Void>> created = admin.createTopics(topics).values();
    for (Map.Entry<String, KafkaFuture<Void>> topic : created.entrySet()) {
      try {
        topic.getValue().get();
        LOG.infof("created topic %s with %d partitions", topic.getKey(), partitions);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuthorizationException) {
          throw new ExecutionException(
              new AuthorizationException(
                  "the bridge's user may not make the topic "
                      + topic.getKey()
                      + "; give it the right Create on it, or make the topics yourself and set"
                      + " BRIDGE_TOPICS_CREATE=false"));
        }
        // Another replica starts at the same time.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw notMade(topic.getKey(), partitions, e);
        }
      }
    }
  }

  /** Too few brokers may be more in a moment; what else Kafka does not want stays as it is. */
  private ExecutionException notMade(String topic, int partitions, ExecutionException e)
      throws TopicsUnfitException {
    Throwable cause = e.getCause();
    if (cause instanceof InvalidReplicationFactorException) {
      return new ExecutionException(
          new InvalidReplicationFactorException(
              "the topic %s cannot be made with %d replicas (%s); set"
                      .formatted(topic, settings.replicationFactor(), cause.getMessage())
                  + " BRIDGE_TOPICS_REPLICATION_FACTOR to at most the number of brokers"));
    }
    if (cause instanceof PolicyViolationException
        || cause instanceof InvalidPartitionsException
        || cause instanceof InvalidConfigurationException) {
      throw new TopicsUnfitException(
          "Kafka does not make the topic %s with %d partitions, %d replicas and %s: %s; set"
                  .formatted(
                      topic,
                      partitions,
                      settings.replicationFactor(),
                      config(topic),
                      cause.getMessage())
              + " BRIDGE_TOPICS_PARTITIONS, BRIDGE_TOPICS_REPLICATION_FACTOR or"
              + " BRIDGE_LIMITS_MESSAGE_BYTES otherwise, or make the topics yourself and set"
              + " BRIDGE_TOPICS_CREATE=false");
    }
    return e;
  }

  private Map<String, String> config(String name) {
    Map<String, String> config = new HashMap<>();
    int maxBytes = settings.maxMessageBytes();
    if (name.equals(settings.topics().deadLetters())) {
      // What was set aside is as large as it was, and says why in further headers.
      maxBytes += ROOM_FOR_HEADERS;
    }
    config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxBytes));
    if (name.equals(settings.topics().ledger())) {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    }
    return config;
  }
}
