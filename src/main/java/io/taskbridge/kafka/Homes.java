package io.taskbridge.kafka;

import io.taskbridge.task.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * On which partition the state of a request is: the one that its key sends it to. What comes
 * without a key goes where its id would have sent it: a producer may hit any partition, and the
 * same id must meet itself.
 */
final class Homes {
  private final IntSupplier partitions;
  private final Pattern defaultId;

  /**
   * @param requestsTopic names requests that have no id of their own
   * @param partitions of the topics
   */
  Homes(String requestsTopic, IntSupplier partitions) {
    this.partitions = partitions;
    this.defaultId = Pattern.compile(Pattern.quote(requestsTopic) + "-(\\d{1,9})-\\d{1,19}");
  }

  int ofRequest(ConsumerRecord<byte[], byte[]> record, RequestId id) {
    boolean named = !id.equals(RequestDecoder.defaultId(record));
    return record.key() == null && named ? byId(id) : record.partition();
  }

  int ofCommand(ConsumerRecord<byte[], byte[]> record, RequestId id) {
    if (record.key() != null) {
      return record.partition();
    }
    Matcher where = defaultId.matcher(id.value());
    boolean saysItself =
        where.matches() && Integer.parseInt(where.group(1)) < partitions.getAsInt();
    return saysItself ? Integer.parseInt(where.group(1)) : byId(id);
  }

  private int byId(RequestId id) {
    return BuiltInPartitioner.partitionForKey(
        id.value().getBytes(StandardCharsets.UTF_8), partitions.getAsInt());
  }
}
