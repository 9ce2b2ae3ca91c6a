package io.taskbridge.app;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.taskbridge.command.Commands;
import io.taskbridge.console.Recent;
import io.taskbridge.kafka.KafkaBridge;
import io.taskbridge.kafka.KafkaEdge;
import io.taskbridge.kafka.KafkaSettings;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.polling.ApiProbe;
import io.taskbridge.polling.Poller;
import io.taskbridge.publication.Publisher;
import io.taskbridge.publication.Retention;
import io.taskbridge.submission.Submitter;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.SteadyClock;
import io.taskbridge.toolcall.ToolReplies;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Makes the way to Kafka, and connects the flows to it. */
@Singleton
class KafkaWiring {
  private final BridgeConfig config;
  private final Clock clock = SteadyClock.system();

  KafkaWiring(BridgeConfig config) {
    this.config = config;
  }

  @Produces
  @Singleton
  KafkaSettings kafkaSettings(@Identifier("default-kafka-broker") Map<String, Object> client) {
    return Settings.kafka(config, client);
  }

  @Produces
  @Singleton
  KafkaEdge edge(
      KafkaSettings settings,
      Ledger ledger,
      KafkaClientService clients,
      BridgeThread thread,
      LogMetrics metrics) {
    return new KafkaEdge(settings, ledger, clients, thread, Startup::replaced, metrics);
  }

  @Produces
  @Singleton
  Publisher publisher(
      Ledger ledger,
      KafkaEdge edge,
      PublicationMetrics metrics,
      Traces traces,
      LifecycleLog log,
      Recent recent,
      BridgeMetrics defects) {
    return new Publisher(
        ledger,
        new ObservedLog(
            edge.log(),
            List.of(metrics::durable, traces::durable, log::durable, recent::durable),
            defect -> defects.defect("telling of what was published", defect)));
  }

  @Produces
  @Singleton
  Retention retention(Ledger ledger, Publisher publisher, KafkaEdge edge) {
    return new Retention(ledger, publisher, config.dedupRetention(), edge::readAgainFrom, clock);
  }

  /** Everything that recurs and listens is connected here, before the first record is read. */
  @Produces
  @Singleton
  KafkaBridge kafkaBridge(
      KafkaEdge edge,
      Ledger ledger,
      Publisher publisher,
      Submitter submitter,
      Poller poller,
      ToolReplies toolReplies,
      Commands commands,
      ApiProbe probe,
      Census census,
      ApiBudget budget,
      BridgeThread thread) {
    ledger.addListener(census);
    ledger.addListener(submitter);
    ledger.addListener(poller);
    ledger.addListener(toolReplies);
    ledger.addListener(commands);
    thread.recurring(submitter::tick, submitter::next);
    thread.recurring(poller::tick, poller::next);
    thread.recurring(toolReplies::tick, toolReplies::next);
    thread.recurring(commands::tick, commands::next);
    thread.recurring(probe::tick, probe::next);
    thread.recurring(budget::tick, budget::next);
    return edge.connect(submitter, toolReplies, commands, publisher, clock);
  }
}
