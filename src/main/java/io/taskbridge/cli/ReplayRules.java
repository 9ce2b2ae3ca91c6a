package io.taskbridge.cli;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * What becomes of each dead letter. Pure.
 *
 * @param selection those that are meant
 * @param maxReplays after so many a record is not sent again: whatever it is, it comes back
 * @param newIds whether a request that names its id gets a new one
 * @param requests the topic of requests: only they have an id that the bridge remembers
 * @param known whether an earlier run has sent a letter again
 * @param partitions of a topic; 0 when it is not there
 */
record ReplayRules(
    Selection selection,
    int maxReplays,
    boolean newIds,
    String requests,
    Predicate<Letter> known,
    ToIntFunction<String> partitions) {

  Verdict judge(Letter letter) {
    if (!selection.chooses(letter)) {
      return Verdict.NOT_CHOSEN;
    }
    if (known.test(letter)) {
      return Verdict.ALREADY_REPLAYED;
    }
    if (letter.family() == null || letter.topic().isEmpty()) {
      return Verdict.NO_ORIGIN;
    }
    if (letter.lacksItsValue()) {
      return Verdict.VALUE_OMITTED;
    }
    if (letter.replays() < 0 || letter.replays() >= maxReplays) {
      return Verdict.GUARDED;
    }
    if (partitions.applyAsInt(letter.topic()) == 0) {
      return Verdict.NO_TOPIC;
    }
    return renames(letter) && newId(letter).isEmpty() ? Verdict.NO_NEW_ID : Verdict.REPLAY;
  }

  /** The record as it was, for the partition where it was: ids are remembered by partition. */
  ProducerRecord<byte[], byte[]> record(Letter letter) {
    Headers headers = letter.headersToSend();
    byte[] value = letter.record().value();
    if (renames(letter)) {
      NewId.Place place = place(letter).orElseThrow();
      value = NewId.put(value, headers, place, newId(letter).orElseThrow());
    }
    return new ProducerRecord<>(
        letter.topic(), partition(letter), null, letter.record().key(), value, headers);
  }

  /** Whether the record names an id of its own, under which the bridge may know it. */
  boolean namesItsId(Letter letter) {
    return letter.topic().equals(requests) && place(letter).isPresent();
  }

  private Integer partition(Letter letter) {
    Integer partition = letter.partition();
    return partition == null || partition >= partitions.applyAsInt(letter.topic())
        ? null
        : partition;
  }

  private boolean renames(Letter letter) {
    return newIds && namesItsId(letter);
  }

  private Optional<String> newId(Letter letter) {
    return place(letter).flatMap(place -> NewId.after(place.id(), letter.replays() + 1));
  }

  private static Optional<NewId.Place> place(Letter letter) {
    return NewId.find(letter.record().value(), letter.record().headers());
  }
}
