package io.taskbridge.submission;

/**
 * How many tasks the owner of some partitions may have at the API, so that all owners together
 * never exceed the maximum without talking to each other. Slot {@code s} of {@code max} belongs to
 * partition {@code floor(s * partitions / max)}.
 */
final class Slots {
  private Slots() {}

  /** The slots of one partition; unlimited when {@code max} is 0. */
  static int of(int partition, int partitions, int max) {
    if (max == 0) {
      return Integer.MAX_VALUE;
    }
    return (int)
        (firstSlot(partition + 1, partitions, max) - firstSlot(partition, partitions, max));
  }

  /** The lowest slot that belongs to this partition or a later one. */
  private static long firstSlot(int partition, int partitions, int max) {
    return ((long) partition * max + partitions - 1) / partitions;
  }
}
