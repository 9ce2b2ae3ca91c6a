package io.taskbridge.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.FileRecords;

/**
 * The transactions of one producer as the broker's own files have them: the consumers' view does
 * not tell who wrote a record, nor what was aborted.
 */
final class WrittenBy {
  private WrittenBy() {}

  /**
   * The part of a transaction in one partition.
   *
   * @param endedMs when the broker wrote how it ended, Unix milliseconds
   */
  record Part(String partition, long endedMs, boolean committed) {}

  /** What this producer wrote and the broker ended, in the order of the files. */
  static List<Part> producer(long producerId, Path data) {
    List<Part> parts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).sorted().toList()) {
        String partition = file.getParent().getFileName().toString();
        if (isOurs(partition)) {
          read(file, partition, producerId, parts);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the broker's data in " + data, e);
    }
    return parts;
  }

  private static void read(Path file, String partition, long producerId, List<Part> parts)
      throws IOException {
    try (FileRecords records = FileRecords.open(file.toFile(), false)) {
      boolean open = false;
      for (FileChannelRecordBatch batch : records.batches()) {
        if (batch.producerId() != producerId) {
          continue;
        }
        if (batch.isControlBatch() && open) {
          var end = batch.iterator().next();
          boolean committed = ControlRecordType.parse(end.key()) == ControlRecordType.COMMIT;
          parts.add(new Part(partition, end.timestamp(), committed));
        }
        open = !batch.isControlBatch();
      }
    }
  }

  private static boolean isOurs(String partition) {
    return partition.startsWith(ChaosTopics.LEDGER)
        || ChaosTopics.OUTPUTS.stream().anyMatch(topic -> partition.startsWith(topic + "-"));
  }
}
