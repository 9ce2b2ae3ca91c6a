package io.taskbridge.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A batch on its way: encoded on the bridge's thread, sent on the log's.
 *
 * @param offsets to commit with it: the current one of every source it touches, never none, because
 *     a transaction without offsets is not fenced
 * @param bytes of all values, for the bound on a transaction
 * @param receipt completes on the bridge's thread
 */
record PendingBatch(
    int partition,
    List<ProducerRecord<byte[], byte[]>> records,
    Map<TopicPartition, OffsetAndMetadata> offsets,
    long bytes,
    CompletableFuture<Void> receipt) {}
