package io.taskbridge.kafka;

import io.taskbridge.publication.SourcePosition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private final TreeMap<Long, ConsumerRecord<byte[], byte[]>> unsettled = new TreeMap<>();

    /** Not settled in the life before this one, and not read again yet. */
    private final TreeSet<Long> leftBehind;

    /** Everything below was read in this life. */
    private long next;

    /** Everything below was read in this life or the one before. */
    private long seen;

    private Track(SettledOffsets committed) {
      this.next = committed.offset();
      this.seen = committed.seen();
      this.leftBehind = new TreeSet<>(committed.unsettled());
    }

    private boolean read(ConsumerRecord<byte[], byte[]> record) {
      long offset = record.offset();
      if (offset < next) {
        return false;
      }
      next = offset + 1;
      boolean settledBefore = offset < seen && !leftBehind.contains(offset);
      // Those that are passed over without being read do not exist any more.
      leftBehind.headSet(next).clear();
      seen = Math.max(seen, next);
      if (!settledBefore) {
        unsettled.put(offset, record);
      }
      return !settledBefore;
    }

    private SettledOffsets committable() {
      SortedSet<Long> open = new TreeSet<>(unsettled.keySet());
      open.addAll(leftBehind);
      return new SettledOffsets(open.isEmpty() ? seen : open.first(), seen, open);
    }
  }

  private final Map<TopicPartition, Track> tracks = new HashMap<>();

  /** Begins to follow a partition that is read from this committed offset on. */
  void start(TopicPartition partition, OffsetAndMetadata committed) {
    tracks.put(partition, new Track(SettledOffsets.of(committed)));
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
        : Optional.ofNullable(track.unsettled.get(position.offset()));
  }

  /** A record need not be read again once the next transaction of its partition is committed. */
  void settle(SourcePosition position) {
    Track track = tracks.get(partition(position));
    if (track != null) {
      track.unsettled.remove(position.offset());
    }
  }

  /** What to commit; empty when the partition is not followed. */
  Optional<OffsetAndMetadata> committable(TopicPartition partition) {
    return Optional.ofNullable(tracks.get(partition)).map(track -> track.committable().toCommit());
  }

  private static TopicPartition partition(SourcePosition position) {
    return new TopicPartition(position.topic(), position.partition());
  }
}
