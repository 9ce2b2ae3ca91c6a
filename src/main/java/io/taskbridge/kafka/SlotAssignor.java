package io.taskbridge.kafka;

import io.taskbridge.submission.Slots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Assigns ranges of partitions, the same of every topic, as Kafka's range assignor does; but
 * partitions that share a slot ({@link Slots#group}) go to one replica together. With more replicas
 * than groups some get nothing, and are a reserve. Made by Kafka, by its name in the configuration.
 */
public final class SlotAssignor implements ConsumerPartitionAssignor, Configurable {
  /** The consumer's property that tells how many tasks may be at the API at once. */
  static final String MAX_IN_FLIGHT = "bridge.max-in-flight";

  private static final Logger LOG = Logger.getLogger(SlotAssignor.class);

  private int maxInFlight;

  @Override
  public void configure(Map<String, ?> configs) {
    Object max = configs.get(MAX_IN_FLIGHT);
    maxInFlight = max == null ? 0 : Integer.parseInt(max.toString());
  }

  @Override
  public String name() {
    return "task-bridge-slots";
  }

  @Override
  public GroupAssignment assign(Cluster metadata, GroupSubscription group) {
    Map<String, Subscription> members = group.groupSubscription();
    TreeSet<String> topics = new TreeSet<>();
    members.values().forEach(member -> topics.addAll(member.topics()));
    Map<String, List<TopicPartition>> assigned = new HashMap<>();
    members.keySet().forEach(member -> assigned.put(member, new ArrayList<>()));
    List<String> inOrder = inOrder(members);
    topics.stream()
        .map(metadata::partitionCountForTopic)
        .filter(Objects::nonNull)
        .max(Integer::compare)
        .ifPresent(most -> tellOfIdle(members.size(), most));
    for (String topic : topics) {
      Integer partitions = metadata.partitionCountForTopic(topic);
      for (int partition = 0; partitions != null && partition < partitions; partition++) {
        long share = Slots.group(partition, partitions, maxInFlight);
        int owner = (int) owner(share, Slots.groups(partitions, maxInFlight), inOrder.size());
        assigned.get(inOrder.get(owner)).add(new TopicPartition(topic, partition));
      }
    }
    Map<String, Assignment> assignments = new HashMap<>();
    assigned.forEach((member, partitions) -> assignments.put(member, new Assignment(partitions)));
    return new GroupAssignment(assignments);
  }

  /** Replicas that get nothing. */
  static int idle(int replicas, int partitions, int maxInFlight) {
    return Math.max(0, replicas - Slots.groups(partitions, maxInFlight));
  }

  private void tellOfIdle(int replicas, int partitions) {
    int idle = idle(replicas, partitions, maxInFlight);
    if (idle > 0 && Slots.groups(partitions, maxInFlight) < partitions) {
      LOG.warnf(
          "%d of %d replicas get no work and are a reserve: BRIDGE_MAX_IN_FLIGHT allows %d tasks at"
              + " once; raise it, or stop some",
          idle, replicas, maxInFlight);
    } else if (idle > 0) {
      LOG.warnf(
          "%d of %d replicas get no work and are a reserve: the requests topic has %d partitions;"
              + " give it more, or stop some",
          idle, replicas, partitions);
    }
  }

  /** The first members get one group more than the others, if it does not come out even. */
  private static long owner(long group, int groups, int members) {
    int least = groups / members;
    int withOneMore = groups % members;
    long before = (long) withOneMore * (least + 1);
    return group < before ? group / (least + 1) : withOneMore + (group - before) / least;
  }

  /** By their stable names, so that a replica that comes back gets what it had. */
  private static List<String> inOrder(Map<String, Subscription> members) {
    return members.entrySet().stream()
        .sorted(
            Map.Entry.<String, Subscription>comparingByValue(
                    (one, other) ->
                        one.groupInstanceId()
                            .orElse("")
                            .compareTo(other.groupInstanceId().orElse("")))
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
