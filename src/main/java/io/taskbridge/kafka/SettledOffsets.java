package io.taskbridge.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * A committed offset with what its metadata says of the records behind it: runs of records that are
 * not settled; the others are. {@code 1:40 0+3 12+1} at offset 100 means that everything below 140
 * was read, and that 100 to 102 and 115 are not settled.
 *
 * @param offset the lowest that is not settled; {@link #seen} when all are
 * @param seen everything below was read
 * @param unsettled those of them that are not settled
 */
record SettledOffsets(long offset, long seen, OffsetRuns unsettled) {
  private static final String FORM = "1:";

  /** A broker takes 4096 characters by default. */
  private static final int MAX_LENGTH = 4_000;

  /** Reads what was committed; metadata that is not ours says nothing. */
  static SettledOffsets of(OffsetAndMetadata committed) {
    long offset = committed.offset();
    OffsetRuns unsettled = new OffsetRuns();
    String metadata = committed.metadata();
    if (metadata == null || !metadata.startsWith(FORM)) {
      return new SettledOffsets(offset, offset, unsettled);
    }
    String[] words = metadata.substring(FORM.length()).split(" ");
    long at = offset;
    for (int i = 1; i < words.length; i++) {
      int plus = words[i].indexOf('+');
      long start = at + Long.parseLong(words[i].substring(0, plus));
      at = start + Long.parseLong(words[i].substring(plus + 1));
      unsettled.add(start, at);
    }
    return new SettledOffsets(offset, offset + Long.parseLong(words[0]), unsettled);
  }

  /** Whether a record needs not be read again. */
  boolean settles(long record) {
    return record < seen && !unsettled.contains(record);
  }

  /**
   * What to commit. Where there is more to say than metadata can hold, the rest counts as not read:
   * it is read again, and what has an entry in the ledger is recognised there.
   */
  OffsetAndMetadata toCommit() {
    if (unsettled.isEmpty()) {
      return new OffsetAndMetadata(offset);
    }
    StringBuilder told = new StringBuilder();
    long upTo = seen;
    long at = offset;
    for (Map.Entry<Long, Long> run : unsettled.asMap().entrySet()) {
      int length = told.length();
      told.append(' ').append(run.getKey() - at);
      told.append('+').append(run.getValue() - run.getKey());
      if (told.length() > MAX_LENGTH) {
        told.setLength(length);
        upTo = run.getKey();
        break;
      }
      at = run.getValue();
    }
    return new OffsetAndMetadata(offset, FORM + (upTo - offset) + told);
  }
}
