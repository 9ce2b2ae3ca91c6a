package io.taskbridge.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.common.annotation.Identifier;
import io.taskbridge.kafka.KafkaBridge;
import io.taskbridge.kafka.KafkaEdge;
import io.taskbridge.kafka.Rights;
import io.taskbridge.kafka.TopicSetup;
import io.taskbridge.kafka.TopicSetup.TopicsUnfitException;
import io.taskbridge.polling.ApiProbe;
import io.taskbridge.polling.Poller;
import io.taskbridge.taskapi.ApiKeySource;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** What happens before the first record is read, and after the last. */
@Singleton
class Startup {
  private static final Logger LOG = Logger.getLogger(Startup.class);

  /**
   * Before the channels are connected, and before the schedule ticks: a tick while a start fails
   * would find no application, and bury the reason under a stack trace.
   */
  private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE - 1;

  private static final int LAST = 10_000;

  /** So long the start waits for Kafka before it goes on trying beside it. */
  private static final long PATIENCE_SECONDS = 5;

  private static final long LAST_ANSWERS_SECONDS = 3;

  private static final long PAUSE_MS = 1_000;

  private final BridgeConfig config;
  private final Map<String, Object> client;
  private volatile boolean done;
  private volatile TopicState topics = new TopicState(false, "not looked at yet");

  /**
   * Whether the topics are as they must be.
   *
   * @param detail a sentence for people
   */
  record TopicState(boolean ready, String detail) {}

  Startup(BridgeConfig config, @Identifier("default-kafka-broker") Map<String, Object> client) {
    this.config = config;
    this.client = client;
  }

  TopicState topics() {
    return topics;
  }

  /** Whether schedules run. */
  boolean done() {
    return done;
  }

  void start(@Observes @Priority(FIRST) StartupEvent event) {
    requireSettingsThatMakeSense();
    prepareTopics();
  }

  /** After everything else: a start that fails must not be disturbed by a schedule. */
  void look(
      @Observes @Priority(LAST) StartupEvent event,
      ApiProbe probe,
      Scheduler scheduler,
      Schedule schedule,
      BridgeThread thread) {
    scheduler.resume();
    schedule.start();
    thread.execute(probe::look);
    done = true;
  }

  void stop(
      @Observes ShutdownEvent event,
      KafkaBridge bridge,
      KafkaEdge edge,
      Poller poller,
      BridgeThread thread)
      throws InterruptedException {
    bridge.stop();
    awaitAnswers(poller, thread);
    edge.close();
    thread.close();
  }

  /** An answer that came after the stop would find no application and fail loudly. */
  private static void awaitAnswers(Poller poller, BridgeThread thread) throws InterruptedException {
    try {
      CompletableFuture.supplyAsync(poller::stop, thread)
          .thenCompose(idle -> idle)
          .get(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException heldByTheApi) {
      LOG.debug("some questions were still held by the API");
    } catch (ExecutionException e) {
      throw new IllegalStateException("stopping to ask failed", e.getCause());
    }
  }

  /** Two processes under one instance id would take each other's place without end. */
  static void replaced() {
    LOG.error(
        "another process works under the instance id of this one, which ends; give every replica"
            + " its own stable BRIDGE_INSTANCE_ID");
    Quarkus.asyncExit(1);
  }

  private void requireSettingsThatMakeSense() {
    try {
      Settings.topicSettings(config);
      Settings.route(config.api());
      ApiKeySource key = Settings.apiKey(config.api(), java.time.Clock.systemUTC());
      LOG.debugf("the key comes from %s", key);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage());
    }
  }

  private void prepareTopics() {
    CompletableFuture<Integer> prepared = new CompletableFuture<>();
    Thread worker = new Thread(() -> prepareUntilDone(prepared), "topic-setup");
    worker.setDaemon(true);
    worker.start();
    try {
      prepared.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException later) {
      prepared.whenComplete((partitions, unfit) -> exitIf(unfit));
    } catch (ExecutionException e) {
      throw new ConfigurationException(e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void prepareUntilDone(CompletableFuture<Integer> prepared) {
    TopicSetup setup = new TopicSetup(Settings.topicSettings(config));
    Rights rights = Settings.rights(config);
    String said = null;
    while (!prepared.isDone()) {
      try (Admin admin = Admin.create(adminConfig())) {
        rights.require(admin);
        int partitions = setup.prepare(admin);
        topics = new TopicState(true, "as they must be");
        prepared.complete(partitions);
      } catch (TopicsUnfitException unfit) {
        topics = new TopicState(false, unfit.getMessage());
        prepared.completeExceptionally(unfit);
      } catch (ExecutionException | KafkaException e) {
        Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
        said = waiting(cause, said);
        pause(prepared);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        prepared.completeExceptionally(e);
      }
    }
    if (said != null && topics.ready()) {
      LOG.info("Kafka answers; the topics are as they must be");
    }
  }

  /**
   * What Kafka refuses is not mended by waiting, but somebody may mend it: then it goes on.
   *
   * @param said what was said last; null for nothing
   * @return what was said
   */
  private String waiting(Throwable cause, String said) {
    boolean refuses = TopicSetup.refuses(cause);
    String why = words(cause);
    topics = new TopicState(false, "Kafka " + (refuses ? "refuses: " : "does not answer: ") + why);
    if (said == null || refuses && !said.equals(why)) {
      Object servers = client.get("bootstrap.servers");
      if (refuses) {
        LOG.errorf("Kafka at %s refuses: %s; trying on", servers, why);
      } else {
        LOG.warnf(
            "Kafka at %s does not answer (%s); look at KAFKA_BOOTSTRAP_SERVERS,"
                + " KAFKA_SECURITY_PROTOCOL and the network; trying on",
            servers, why);
      }
      return why;
    }
    return said;
  }

  /** Kafka's own words, and those of the JDK or a library where these are behind it. */
  private static String words(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String words = String.valueOf(failure.getMessage());
    return root == failure ? words : words + ": " + root.getMessage();
  }

  private static void pause(CompletableFuture<Integer> prepared) {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      prepared.completeExceptionally(e);
    }
  }

  private Map<String, Object> adminConfig() {
    Map<String, Object> admin = new HashMap<>(client);
    admin.put("client.id", config.groupId() + "-topics");
    // One answer should come soon, or the next attempt be made.
    admin.putIfAbsent("default.api.timeout.ms", 5_000);
    admin.putIfAbsent("request.timeout.ms", 3_000);
    return admin;
  }

  private static void exitIf(Throwable unfit) {
    if (unfit instanceof TopicsUnfitException) {
      LOG.error(unfit.getMessage());
      Quarkus.asyncExit(1);
    }
  }
}
