package io.taskbridge.kafka;

import io.taskbridge.publication.SourcePosition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records were read, and which of them are settled. Reading begins again at the lowest that
 * is not; those behind it that are settled are named in the metadata of the committed offset, so
 * that after a crash no dead letter is written twice. Keeps the records that are not settled. Lives
 * on the bridge's thread.
 */
final class SourceOffsets {
  private static final class Track {
    private final Map<Long, ConsumerRecord<byte[], byte[]>> records = new HashMap<>();

    /** Not settled: read in this life, or left behind by the one before. */
    private final OffsetRuns open;

    /** Not settled in the life before this one, and not read again yet. */
    private final OffsetRuns leftBehind;

    /** Everything below was read in this life. */
    private long next;

    /** Everything below was read in this life or the one before. */
    private long seen;

    /** What was committable last; null when something has changed since. */
    private OffsetAndMetadata committable;

    private Track(OffsetAndMetadata committed) {
      SettledOffsets settled = SettledOffsets.of(committed);
      this.next = settled.offset();
      this.seen = settled.seen();
      this.open = settled.unsettled();
      this.leftBehind = SettledOffsets.of(committed).unsettled();
    }

    private boolean read(ConsumerRecord<byte[], byte[]> record) {
      long offset = record.offset();
      if (offset < next) {
        return false;
      }
      boolean settledBefore = offset < seen && !leftBehind.contains(offset);
      next = offset + 1;
      passOver(next);
      seen = Math.max(seen, next);
      committable = null;
      if (!settledBefore) {
        records.put(offset, record);
        open.add(offset);
      }
      return !settledBefore;
    }

    /** Those that are passed over without being read do not exist any more. */
    private void passOver(long upTo) {
      while (!leftBehind.isEmpty() && leftBehind.first() < upTo) {
        open.remove(leftBehind.first());
        leftBehind.remove(leftBehind.first());
      }
    }

    private void settle(long offset) {
      if (records.remove(offset) != null) {
        open.remove(offset);
        committable = null;
      }
    }

    private OffsetAndMetadata committable() {
      if (committable == null) {
        long offset = open.isEmpty() ? seen : open.first();
        committable = new SettledOffsets(offset, seen, open).toCommit();
      }
      return committable;
    }
  }

  private final Map<TopicPartition, Track> tracks = new HashMap<>();

  /** Begins to follow a partition that is read from this committed offset on. */
  void start(TopicPartition partition, OffsetAndMetadata committed) {
    tracks.put(partition, new Track(committed));
  }

  void stop(TopicPartition partition) {
    tracks.remove(partition);
  }

  /** Notes a record; false when it was read before, or settled in an earlier life. */
  boolean read(ConsumerRecord<byte[], byte[]> record) {
    Track track = tracks.get(new TopicPartition(record.topic(), record.partition()));
    return track != null && track.read(record);
  }

  /** A record that is not settled yet. */
  Optional<ConsumerRecord<byte[], byte[]>> find(SourcePosition position) {
    Track track = tracks.get(partition(position));
    return track == null
        ? Optional.empty()
        : Optional.ofNullable(track.records.get(position.offset()));
  }

  /** A record need not be read again once the next transaction of its partition is committed. */
  void settle(SourcePosition position) {
    Track track = tracks.get(partition(position));
    if (track != null) {
      track.settle(position.offset());
    }
  }

  /** What to commit; empty when the partition is not followed. */
  Optional<OffsetAndMetadata> committable(TopicPartition partition) {
    return Optional.ofNullable(tracks.get(partition)).map(Track::committable);
  }

  private static TopicPartition partition(SourcePosition position) {
    return new TopicPartition(position.topic(), position.partition());
  }
}
