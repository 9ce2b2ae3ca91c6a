package io.taskbridge.app;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.taskbridge.attachment.UrlAttachmentSource;
import io.taskbridge.attachment.UrlRules;
import io.taskbridge.command.Commands;
import io.taskbridge.console.Recent;
import io.taskbridge.kafka.KafkaBridge;
import io.taskbridge.kafka.KafkaEdge;
import io.taskbridge.kafka.KafkaSettings;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.polling.ApiProbe;
import io.taskbridge.polling.PollSettings;
import io.taskbridge.polling.Poller;
import io.taskbridge.publication.Publisher;
import io.taskbridge.publication.Retention;
import io.taskbridge.submission.Provider;
import io.taskbridge.submission.SubmissionSettings;
import io.taskbridge.submission.Submitter;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.AssetApi;
import io.taskbridge.task.AttachmentSource;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.BudgetedAssetApi;
import io.taskbridge.task.BudgetedTaskApi;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.TaskApi;
import io.taskbridge.taskapi.ApiKeySource;
import io.taskbridge.taskapi.RestTaskApi;
import io.taskbridge.toolcall.ToolCallSettings;
import io.taskbridge.toolcall.ToolReplies;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.Config;

/** Makes the flows and their ports, and hands them to each other. */
@Singleton
class Wiring {
  private static final Backoff API_BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  private final BridgeConfig config;
  private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
  private final RandomGenerator random = new java.util.SplittableRandom();

  Wiring(BridgeConfig config) {
    this.config = config;
  }

  @Produces
  @Singleton
  BridgeThread thread() {
    return new BridgeThread(clock);
  }

  @Produces
  @Singleton
  Traces traces(Config settings) {
    return Tracing.wanted(settings) ? Tracing.open(settings, config.groupId()) : Traces.OFF;
  }

  void close(@Disposes Traces traces) {
    traces.close();
  }

  @Produces
  @Singleton
  ApiKeySource apiKey() {
    return Settings.apiKey(config.api(), clock);
  }

  @Produces
  @Singleton
  @Typed(RestTaskApi.class)
  RestTaskApi http(ApiKeySource key, ApiMetrics metrics, Traces traces) {
    return RestTaskApi.open(
        Settings.taskApi(config), key, clock, Settings.route(config.api()), traces.calls(metrics));
  }

  void close(@Disposes RestTaskApi http) {
    http.close();
  }

  @Produces
  @Singleton
  ApiBudget budget(Ledger ledger, KafkaEdge edge, Monitor monitor) {
    return new ApiBudget(config.api().rateLimit(), clock, share(ledger, edge), monitor);
  }

  @Produces
  @Singleton
  TaskApi taskApi(RestTaskApi http, ApiBudget budget, BridgeThread thread) {
    return budget.limited() ? new BudgetedTaskApi(http, budget, thread) : http;
  }

  @Produces
  @Singleton
  AssetApi assets(RestTaskApi http, ApiBudget budget, BridgeThread thread) {
    return budget.limited() ? new BudgetedAssetApi(http, budget, thread) : http;
  }

  @Produces
  @Singleton
  ApiGate gate(GateLog log, Ledger ledger, KafkaEdge edge) {
    return new ApiGate(clock, random, API_BACKOFF, log, share(ledger, edge));
  }

  /** The part of all partitions that is ours. */
  private static DoubleSupplier share(Ledger ledger, KafkaEdge edge) {
    return () ->
        edge.partitions() == 0 ? 0 : (double) ledger.partitions().size() / edge.partitions();
  }

  @Produces
  @Singleton
  Ledger ledger() {
    return new Ledger();
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
      Recent recent) {
    return new Publisher(
        ledger,
        new ObservedLog(
            edge.log(),
            batch -> {
              metrics.durable(batch);
              traces.durable(batch);
              log.durable(batch);
              recent.durable(batch);
            }));
  }

  @Produces
  @Singleton
  AttachmentSource attachmentSource() {
    UrlRules rules = Settings.urlRules(config.attachments());
    return rules.hosts().isEmpty()
        ? AttachmentSource.NOWHERE
        : UrlAttachmentSource.open(rules, config.attachments().urlTimeout());
  }

  void close(@Disposes AttachmentSource source) {
    if (source instanceof UrlAttachmentSource open) {
      open.close();
    }
  }

  @Produces
  @Singleton
  Provider provider(AssetApi assets, AttachmentSource source) {
    return new Provider(assets, source, Settings.attachmentLimits(config.attachments()));
  }

  @Produces
  @Singleton
  Submitter submitter(
      TaskApi api,
      Provider provider,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      Monitor monitor,
      KafkaEdge edge,
      ApiBudget budget,
      BridgeThread thread) {
    SubmissionSettings settings =
        new SubmissionSettings(
            config.topics().requests(),
            config.submit().maxConcurrent(),
            config.maxInFlight(),
            config.submit().lease(),
            Settings.submissionGrace(config),
            config.attachments().maxConcurrent());
    return new Submitter(
        settings,
        api,
        provider,
        gate,
        ledger,
        publisher,
        edge.survey(),
        monitor,
        clock,
        System::nanoTime,
        edge::partitions,
        budget,
        thread);
  }

  @Produces
  @Singleton
  Poller poller(
      TaskApi api,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      Monitor monitor,
      BridgeThread thread) {
    BridgeConfig.Poll poll = config.poll();
    PollSettings settings =
        new PollSettings(
            poll.interval(),
            poll.longestInterval(),
            poll.maxConcurrent(),
            poll.maxHeld(),
            API_BACKOFF);
    return new Poller(settings, api, gate, ledger, publisher, monitor, clock, random, thread);
  }

  @Produces
  @Singleton
  ToolReplies toolReplies(
      TaskApi api,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      Monitor monitor,
      BridgeThread thread) {
    return new ToolReplies(
        new ToolCallSettings(API_BACKOFF),
        api,
        gate,
        ledger,
        publisher,
        monitor,
        clock,
        random,
        thread);
  }

  @Produces
  @Singleton
  Commands commands(
      TaskApi api,
      ApiGate gate,
      Ledger ledger,
      Publisher publisher,
      Submitter submitter,
      Poller poller,
      Monitor monitor,
      BridgeThread thread) {
    // While a partition of requests is braked, what lies behind may have commands already.
    int crowd = config.limits().backlog() / 2;
    long crowdBytes = config.limits().backlogBytes() / 2;
    return new Commands(
        Settings.commands(config, API_BACKOFF),
        api,
        gate,
        ledger,
        publisher,
        submitter,
        partition ->
            submitter.backlog(partition) > crowd || submitter.backlogBytes(partition) > crowdBytes,
        poller,
        monitor,
        clock,
        System::nanoTime,
        random,
        thread);
  }

  @Produces
  @Singleton
  ApiProbe probe(TaskApi api, ApiGate gate, BridgeThread thread) {
    return new ApiProbe(api, gate, clock, thread);
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
