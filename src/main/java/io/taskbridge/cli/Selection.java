package io.taskbridge.cli;

import java.time.Instant;
import java.util.Set;

/**
 * Which dead letters are meant.
 *
 * @param codes of the bridge, or names of exceptions with or without their package; empty: all
 * @param topics where they came from; empty: all
 * @param key of the record; null: any
 * @param since set aside no earlier
 * @param until set aside earlier than this
 */
record Selection(Set<String> codes, Set<String> topics, String key, Instant since, Instant until) {
  Selection {
    codes = Set.copyOf(codes);
    topics = Set.copyOf(topics);
  }

  boolean chooses(Letter letter) {
    Instant setAside = Instant.ofEpochMilli(letter.record().timestamp());
    return !setAside.isBefore(since)
        && setAside.isBefore(until)
        && (codes.isEmpty() || codes.stream().anyMatch(code -> means(code, letter.code())))
        && (topics.isEmpty() || topics.contains(letter.topic()))
        && (key == null || key.equals(letter.keyText()));
  }

  /** Whether a person who writes this code means that one: an exception may go by its last name. */
  static boolean means(String written, String code) {
    return written.equals(code) || written.equals(code.substring(code.lastIndexOf('.') + 1));
  }
}
