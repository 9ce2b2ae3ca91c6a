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
        && (codes.isEmpty() || codes.contains(letter.code()) || codes.contains(shortName(letter)))
        && (topics.isEmpty() || topics.contains(letter.topic()))
        && (key == null || key.equals(letter.keyText()));
  }

  private static String shortName(Letter letter) {
    return letter.code().substring(letter.code().lastIndexOf('.') + 1);
  }
}
