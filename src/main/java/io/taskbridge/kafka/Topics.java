package io.taskbridge.kafka;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The names of all topics. */
public record Topics(
    String requests,
    String commands,
    String replies,
    String status,
    String results,
    String actionResults,
    String toolRequests,
    String deadLetters,
    String ledger) {

  /** Those whose partitions belong together by number. */
  public List<String> copartitioned() {
    return List.of(requests, commands, replies, ledger);
  }

  /** Partitions of which every source is among these: only those can be worked on. */
  Set<Integer> complete(Collection<TopicPartition> sources) {
    Set<TopicPartition> known = new HashSet<>(sources);
    return known.stream()
        .map(TopicPartition::partition)
        .filter(
            partition ->
                sources().stream()
                    .allMatch(topic -> known.contains(new TopicPartition(topic, partition))))
        .collect(Collectors.toSet());
  }

  /** All that is read of these partitions. */
  List<TopicPartition> sources(Collection<Integer> partitions) {
    return sources().stream()
        .flatMap(topic -> partitions.stream().map(each -> new TopicPartition(topic, each)))
        .toList();
  }

  /** What is read: requests, commands and replies. */
  private List<String> sources() {
    return List.of(requests, commands, replies);
  }

  /** All that the bridge writes by itself. */
  List<String> written() {
    return List.of(status, results, actionResults, toolRequests, deadLetters, ledger);
  }

  /** All that the bridge reads or writes. */
  public List<String> all() {
    return List.of(
        requests,
        commands,
        replies,
        status,
        results,
        actionResults,
        toolRequests,
        deadLetters,
        ledger);
  }
}
