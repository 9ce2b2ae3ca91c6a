package io.taskbridge.kafka;

import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Warns when the backlogs of all partitions that are ours would not leave enough of the heap to
 * everything else, should they ever be full. Lives on the bridge's thread.
 */
final class HeapRoom implements Consumer<Set<Integer>> {
  private static final Logger LOG = Logger.getLogger(HeapRoom.class);
  private static final long MIB = 1L << 20;

  private final long backlogBytes;
  private final long heapBytes;
  private int warnedOf;

  /**
   * @param backlogBytes that the requests of one partition may hold
   * @param heapBytes the most that the JVM may use
   */
  HeapRoom(long backlogBytes, long heapBytes) {
    this.backlogBytes = backlogBytes;
    this.heapBytes = heapBytes;
  }

  @Override
  public void accept(Set<Integer> owned) {
    if (isTight(owned.size()) && owned.size() > warnedOf) {
      warnedOf = owned.size();
      LOG.warnf(
          "the waiting requests of %d partitions may hold %d MiB each, more than half of a heap of"
              + " %d MiB: raise -Xmx (or the container's memory), lower BRIDGE_LIMITS_BACKLOG_BYTES,"
              + " or add replicas",
          owned.size(), backlogBytes / MIB, heapBytes / MIB);
    }
  }

  /** Whether so many partitions could fill more than half of the heap. */
  boolean isTight(int partitions) {
    return partitions > heapBytes / 2 / backlogBytes;
  }
}
