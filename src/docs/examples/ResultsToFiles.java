import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Keeps the result of every request in a file of its own, each once, however often this is stopped
 * and started.
 *
 * <p>{@code java -cp 'libs/*' ResultsToFiles.java localhost:9092 results [seconds]}, with
 * kafka-clients and an SLF4J binding among the libraries; with a third argument it ends when
 * nothing came for so long. A file is there before the offset is committed: after a crash in
 * between the record is read again, and writes the same file again, since its id is the same then.
 */
public class ResultsToFiles {
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[1]));
    Duration patience = args.length > 2 ? Duration.ofSeconds(Long.parseLong(args[2])) : null;
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", args[0],
            "group.id", "results-to-files",
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false");
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("task-results"));
      long last = System.nanoTime();
      while (patience == null || System.nanoTime() - last < patience.toNanos()) {
        ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(500));
        for (ConsumerRecord<String, byte[]> record : records) {
          keep(folder, record);
        }
        if (!records.isEmpty()) {
          consumer.commitSync();
        }
        if (!records.isEmpty() || consumer.assignment().isEmpty()) {
          last = System.nanoTime();
        }
      }
    }
  }

  /** In two steps, so that there is never half a file under the final name. */
  private static void keep(Path folder, ConsumerRecord<String, byte[]> record) throws IOException {
    String id = new String(record.headers().lastHeader("ce_id").value(), UTF_8);
    Path unfinished = Files.createTempFile(folder, "result", ".part");
    Files.write(unfinished, record.value());
    Path file = folder.resolve(URLEncoder.encode(id, UTF_8) + ".json");
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
