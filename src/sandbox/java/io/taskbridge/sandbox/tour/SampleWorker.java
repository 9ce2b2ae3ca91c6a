package io.taskbridge.sandbox.tour;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** A worker as users write them: reads {@code tool-requests}, answers on {@code tool-replies}. */
final class SampleWorker implements Consumer<OutputRecord>, AutoCloseable {

  /** Long enough to be seen on the terminal. */
  private static final long WORK_MS = 900;

  private final KafkaProducer<String, String> producer;
  private final ScheduledExecutorService work =
      Executors.newSingleThreadScheduledExecutor(
          run -> {
            Thread thread = new Thread(run, "tour-worker");
            thread.setDaemon(true);
            return thread;
          });

  SampleWorker(KafkaProducer<String, String> producer) {
    this.producer = producer;
  }

  @Override
  public void accept(OutputRecord record) {
    if (record.topic() == Topic.TOOL_REQUESTS) {
      work.schedule(() -> reply(record), WORK_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void reply(OutputRecord request) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.put("correlation_id", request.text("correlation_id")).put("code", 200);
    reply.putObject("output").put("tool", request.text("tool")).put("answer", 21);
    Header partition = request.headers().lastHeader("REPLY_PARTITION");
    Integer target = partition == null ? null : ByteBuffer.wrap(partition.value()).getInt();
    producer.send(
        new ProducerRecord<>(Topic.REPLIES.wire(), target, request.key(), reply.toString()));
  }

  @Override
  public void close() {
    work.shutdownNow();
  }
}
