package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BacklogBoundsTest {
  private final BacklogBounds bounds = new BacklogBounds(10, 1_000);

  @Test
  void shouldBeReachedByNumberOrByBytes() {
    assertThat(bounds.reached(10, 10)).isTrue();
    assertThat(bounds.reached(2, 1_000)).isTrue();
    assertThat(bounds.reached(9, 999)).isFalse();
  }

  @Test
  void shouldBeHalfEmptyOnlyWhereBothAre() {
    assertThat(bounds.halfEmpty(5, 500)).isTrue();
    assertThat(bounds.halfEmpty(1, 501)).isFalse();
    assertThat(bounds.halfEmpty(6, 10)).isFalse();
    assertThat(bounds.halfEmpty(0, 0)).isTrue();
  }

  @Test
  void shouldLetOneRequestInHoweverTightTheyAre() {
    assertThat(new BacklogBounds(1, 1).reached(0, 0)).isFalse();
    assertThat(new BacklogBounds(1, 1).halfEmpty(0, 0)).isTrue();
    assertThatThrownBy(() -> new BacklogBounds(10, 0)).hasMessageContaining("backlog-bytes");
  }
}
