package io.taskbridge.app;

import io.taskbridge.command.Commands;
import io.taskbridge.kafka.KafkaEdge;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.polling.PollSettings;
import io.taskbridge.polling.Poller;
import io.taskbridge.publication.Publisher;
import io.taskbridge.submission.Provider;
import io.taskbridge.submission.SubmissionSettings;
import io.taskbridge.submission.Submitter;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.SteadyClock;
import io.taskbridge.task.TaskApi;
import io.taskbridge.toolcall.ToolCallSettings;
import io.taskbridge.toolcall.ToolReplies;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.Config;

/** Makes the flows, and hands them their ports. */
@Singleton
class FlowWiring {
  private final BridgeConfig config;
  private final Clock clock = SteadyClock.system();

  /** Once set back, the steady clock is ahead for long: no time to tell others. */
  private final InstantSource wall = Clock.tickMillis(ZoneOffset.UTC);

  private final RandomGenerator random = new java.util.SplittableRandom();

  FlowWiring(BridgeConfig config) {
    this.config = config;
  }

  @Produces
  @Singleton
  BridgeThread thread(Monitor monitor) {
    return new BridgeThread(clock, monitor::defectLogged);
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
  Ledger ledger() {
    return new Ledger();
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
        new SurveyLog(edge.survey()),
        monitor,
        clock,
        wall,
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
            Settings.API_BACKOFF);
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
        new ToolCallSettings(config.submit().lease(), Settings.API_BACKOFF),
        api,
        gate,
        ledger,
        publisher,
        monitor,
        clock,
        System::nanoTime,
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
        Settings.commands(config, Settings.API_BACKOFF),
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
}
