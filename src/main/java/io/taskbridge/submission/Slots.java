package io.taskbridge.submission;

/**
 * How many tasks each partition may have at the API, so that all replicas together never exceed the
 * maximum without talking to each other: whoever owns a partition has its slots, and the entries
 * that occupy them come with it.
 *
 * <p>Slot {@code s} of {@code max} belongs to partition {@code floor(s * partitions / max)}. With
 * fewer slots than partitions that would leave partitions without any; then neighbours share one:
 * partition {@code p} is in group {@code floor(p * max / partitions)}, and each group has one slot.
 * A group is always assigned as a whole, so that its slot has one owner as well.
 */
public final class Slots {
  private Slots() {}

  /** The group of partitions that this one shares its slots with; alone in it as a rule. */
  public static int group(int partition, int partitions, int max) {
    return shared(partitions, max) ? (int) ((long) partition * max / partitions) : partition;
  }

  /** The first partition of a group. */
  static int firstOf(int group, int partitions, int max) {
    return shared(partitions, max) ? (int) (((long) group * partitions + max - 1) / max) : group;
  }

  /** How many groups there are: no more replicas than that have work. */
  public static int groups(int partitions, int max) {
    return shared(partitions, max) ? max : partitions;
  }

  /** The slots of the group of this partition; unlimited when {@code max} is 0. */
  static int of(int partition, int partitions, int max) {
    if (max == 0) {
      return Integer.MAX_VALUE;
    }
    if (shared(partitions, max)) {
      return 1;
    }
    return (int)
        (firstSlot(partition + 1, partitions, max) - firstSlot(partition, partitions, max));
  }

  private static boolean shared(int partitions, int max) {
    return max > 0 && max < partitions;
  }

  /** The lowest slot that belongs to this partition or a later one. */
  private static long firstSlot(int partition, int partitions, int max) {
    return ((long) partition * max + partitions - 1) / partitions;
  }
}
