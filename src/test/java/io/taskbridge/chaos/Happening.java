package io.taskbridge.chaos;

import java.util.Set;

/**
 * Something that was done.
 *
 * @param atMs Unix milliseconds
 * @param killed partitions whose owner was killed; empty when it is not about a kill
 */
record Happening(long atMs, String what, Set<Integer> killed) {
  Happening {
    killed = Set.copyOf(killed);
  }

  static Happening of(String what) {
    return new Happening(System.currentTimeMillis(), what, Set.of());
  }
}
