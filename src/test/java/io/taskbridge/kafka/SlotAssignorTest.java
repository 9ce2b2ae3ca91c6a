package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.submission.Slots;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

class SlotAssignorTest {
  private static final List<String> TOPICS = List.of("commands", "replies", "requests");

  @Property
  void shouldGiveEachPartitionOfAllTopicsToOneReplicaAndKeepSharedSlotsTogether(
      @ForAll @IntRange(min = 1, max = 40) int partitions,
      @ForAll @IntRange(min = 0, max = 60) int max,
      @ForAll @IntRange(min = 1, max = 15) int replicas) {
    Map<String, Assignment> assigned = assign(partitions, max, replicas);

    Map<Integer, String> owners = new HashMap<>();
    Map<Integer, String> groups = new HashMap<>();
    int count = 0;
    for (Map.Entry<String, Assignment> each : assigned.entrySet()) {
      for (TopicPartition source : each.getValue().partitions()) {
        count++;
        String known = owners.putIfAbsent(source.partition(), each.getKey());
        assertThat(known).isIn(null, each.getKey());
        int group = Slots.group(source.partition(), partitions, max);
        String other = groups.putIfAbsent(group, each.getKey());
        assertThat(other).isIn(null, each.getKey());
      }
    }
    assertThat(count).isEqualTo(partitions * TOPICS.size());
    Set<String> working = new HashSet<>(owners.values());
    assertThat(working).hasSize(Math.min(replicas, Slots.groups(partitions, max)));
  }

  @Example
  void shouldTellOfReplicasThatGetNothing() {
    assertThat(SlotAssignor.idle(3, 12, 2)).isEqualTo(1);
    assertThat(SlotAssignor.idle(13, 12, 50)).isEqualTo(1);
    assertThat(SlotAssignor.idle(14, 12, 0)).isEqualTo(2);
    assertThat(SlotAssignor.idle(3, 12, 3)).isZero();
    assertThat(SlotAssignor.idle(12, 12, 0)).isZero();
  }

  private static Map<String, Assignment> assign(int partitions, int max, int replicas) {
    SlotAssignor assignor = new SlotAssignor();
    assignor.configure(Map.of(SlotAssignor.MAX_IN_FLIGHT, Integer.toString(max)));
    Map<String, Subscription> members = new HashMap<>();
    for (int i = 0; i < replicas; i++) {
      members.put("member-" + i, new Subscription(TOPICS));
    }
    List<PartitionInfo> known =
        TOPICS.stream()
            .flatMap(
                topic ->
                    IntStream.range(0, partitions)
                        .mapToObj(p -> new PartitionInfo(topic, p, null, null, null)))
            .toList();
    Cluster cluster = new Cluster("c", List.of(), known, Set.of(), Set.of());
    return assignor.assign(cluster, new GroupSubscription(members)).groupAssignment();
  }
}
