package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private static final ConsumerGroupMetadata METADATA = new ConsumerGroupMetadata("task-bridge");

  @Test
  void shouldOwnAPartitionOnceItIsRestored() {
    Membership restoring = new Membership(METADATA, Set.of(1), Set.of(2, 3));

    Membership ready = restoring.ready(2);

    assertThat(ready.owned()).containsExactlyInAnyOrder(1, 2);
    assertThat(ready.pending()).containsExactly(3);
    assertThat(ready.metadata()).isSameAs(METADATA);
    assertThat(restoring.owned()).containsExactly(1);
  }

  @Test
  void shouldOwnNothingWithoutAGroupThatFences() {
    assertThatNullPointerException().isThrownBy(() -> new Membership(null, Set.of(1), Set.of()));
    assertThatNullPointerException().isThrownBy(() -> Membership.NONE.ready(1));
  }
}
