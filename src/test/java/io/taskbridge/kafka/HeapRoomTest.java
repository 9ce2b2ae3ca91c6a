package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapRoomTest {
  @Test
  void shouldCallTightWhatCouldFillMoreThanHalfOfTheHeap() {
    HeapRoom room = new HeapRoom(8, 192);

    assertThat(room.isTight(12)).isFalse();
    assertThat(room.isTight(13)).isTrue();
  }
}
