package io.taskbridge.kafka;

import io.taskbridge.publication.SourcePosition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records were read, and from where reading must begin again after a crash: the lowest record
 * that is not settled. Keeps the records that are not. Lives on the bridge's thread.
 */
final class SourceOffsets {
  private static final class Track {
    private final TreeMap<Long, ConsumerRecord<byte[], byte[]>> unsettled = new TreeMap<>();

    /** Everything below was read. */
    private long next;

    private Track(long start) {
      this.next = start;
    }

    private long committable() {
      return unsettled.isEmpty() ? next : unsettled.firstKey();
    }
  }

  private final Map<TopicPartition, Track> tracks = new HashMap<>();

  /** Begins to follow a partition that is read from this offset on. */
  void start(TopicPartition partition, long offset) {
    tracks.put(partition, new Track(offset));
  }

  void stop(TopicPartition partition) {
    tracks.remove(partition);
  }

  /** Notes a record; false when it was read before. */
  boolean read(ConsumerRecord<byte[], byte[]> record) {
    Track track = tracks.get(new TopicPartition(record.topic(), record.partition()));
    if (track == null || record.offset() < track.next) {
      return false;
    }
    track.next = record.offset() + 1;
    track.unsettled.put(record.offset(), record);
    return true;
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

  /** The offset to commit; empty when the partition is not followed. */
  Optional<Long> committable(TopicPartition partition) {
    return Optional.ofNullable(tracks.get(partition)).map(Track::committable);
  }

  private static TopicPartition partition(SourcePosition position) {
    return new TopicPartition(position.topic(), position.partition());
  }
}
