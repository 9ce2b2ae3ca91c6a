package io.taskbridge.kafka;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
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
record SettledOffsets(long offset, long seen, SortedSet<Long> unsettled) {
  private static final String FORM = "1:";

  /** A broker takes 4096 characters by default. */
  private static final int MAX_LENGTH = 4_000;

  /** Reads what was committed; metadata that is not ours says nothing. */
  static SettledOffsets of(OffsetAndMetadata committed) {
    long offset = committed.offset();
    SortedSet<Long> unsettled = new TreeSet<>();
    String metadata = committed.metadata();
    if (metadata == null || !metadata.startsWith(FORM)) {
      return new SettledOffsets(offset, offset, unsettled);
    }
    String[] words = metadata.substring(FORM.length()).split(" ");
    long at = offset;
    for (int i = 1; i < words.length; i++) {
      int plus = words[i].indexOf('+');
      at += Long.parseLong(words[i].substring(0, plus));
      for (long length = Long.parseLong(words[i].substring(plus + 1)); length > 0; length--) {
        unsettled.add(at++);
      }
    }
    return new SettledOffsets(offset, offset + Long.parseLong(words[0]), unsettled);
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
    for (Run run : runs()) {
      String word = " " + (run.start() - at) + "+" + run.length();
      if (told.length() + word.length() > MAX_LENGTH) {
        upTo = run.start();
        break;
      }
      told.append(word);
      at = run.start() + run.length();
    }
    return new OffsetAndMetadata(offset, FORM + (upTo - offset) + told);
  }

  private record Run(long start, long length) {}

  private List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    Iterator<Long> each = unsettled.iterator();
    long start = each.next();
    long end = start + 1;
    while (each.hasNext()) {
      long next = each.next();
      if (next != end) {
        runs.add(new Run(start, end - start));
        start = next;
      }
      end = next + 1;
    }
    runs.add(new Run(start, end - start));
    return runs;
  }
}
