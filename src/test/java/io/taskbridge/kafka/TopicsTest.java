package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicsTest {
  private static final Topics TOPICS =
      new Topics(
          "requests",
          "commands",
          "replies",
          "status",
          "results",
          "actions",
          "tools",
          "dead",
          "own");

  @Test
  void shouldWorkOnAPartitionOnceAllOfItsSourcesAreAssigned() {
    assertThat(TOPICS.complete(sources("requests-0", "commands-0", "replies-0", "requests-7")))
        .containsExactly(0);
  }

  @Test
  void shouldLeaveAPartitionAloneWhileATopicOfItIsMissing() {
    assertThat(TOPICS.complete(sources("requests-0", "requests-1", "replies-0", "replies-1")))
        .isEmpty();
  }

  @Test
  void shouldHaveNothingToDoWithoutAnAssignment() {
    assertThat(TOPICS.complete(List.of())).isEmpty();
  }

  private static List<TopicPartition> sources(String... names) {
    return Arrays.stream(names)
        .map(name -> name.split("-"))
        .map(name -> new TopicPartition(name[0], Integer.parseInt(name[1])))
        .toList();
  }
}
