package io.taskbridge.sandbox.tour;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Tells sessions what to do, and cancels, once a sample that has commands is seen running. */
final class SampleSteering implements Consumer<OutputRecord> {

  private final KafkaProducer<String, String> producer;
  private final Map<String, Sample> waiting;

  SampleSteering(KafkaProducer<String, String> producer, List<Sample> samples) {
    this.producer = producer;
    this.waiting =
        samples.stream()
            .filter(sample -> !sample.commands().isEmpty())
            .collect(
                Collectors.toMap(
                    Sample::id, Function.identity(), (a, b) -> a, ConcurrentHashMap::new));
  }

  @Override
  public void accept(OutputRecord record) {
    if (record.topic() == Topic.STATUS && record.text("status").equals("running")) {
      Sample sample = waiting.remove(record.key());
      if (sample != null) {
        sample
            .commands()
            .forEach(
                command ->
                    producer.send(
                        new ProducerRecord<>(Topic.COMMANDS.wire(), record.key(), command)));
      }
    }
  }
}
