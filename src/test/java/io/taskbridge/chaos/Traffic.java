package io.taskbridge.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends requests at a bounded rate, each until Kafka has it. */
final class Traffic implements AutoCloseable {
  private final long seed;
  private final int requests;
  private final double rate;
  private final KafkaProducer<String, String> producer;
  private final List<SentRequest> sent = new ArrayList<>();
  private int twice;

  /**
   * Makes its requests of the seed.
   *
   * @param rate of them, a second
   */
  Traffic(String bootstrapServers, long seed, int requests, double rate) {
    this.seed = seed;
    this.requests = requests;
    this.rate = rate;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "chaos-traffic",
                "acks", "all",
                "linger.ms", "5"),
            new StringSerializer(),
            new StringSerializer());
  }

  /** Sends all requests and returns when the last one is in. */
  List<SentRequest> run() throws InterruptedException, ExecutionException {
    RequestMix mix = new RequestMix(seed);
    long began = System.nanoTime();
    for (int number = 1; number <= requests; number++) {
      long due = began + (long) (number / rate * 1_000_000_000L);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      RequestMix.Draft draft = mix.next(number);
      RecordMetadata written = producer.send(draft.record()).get();
      if (draft.twice()) {
        producer.send(draft.record()).get();
        twice++;
      }
      synchronized (this) {
        sent.add(new SentRequest(draft.id(), draft.kind(), written.partition(), draft.resubmits()));
      }
    }
    return sent();
  }

  synchronized List<SentRequest> sent() {
    return List.copyOf(sent);
  }

  /** How many were sent a second time. */
  int twice() {
    return twice;
  }

  @Override
  public void close() {
    producer.close();
  }
}
