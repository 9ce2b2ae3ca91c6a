package io.taskbridge.app;

import io.taskbridge.attachment.UrlRules;
import io.taskbridge.command.CommandSettings;
import io.taskbridge.kafka.KafkaSettings;
import io.taskbridge.kafka.RequestDefaults;
import io.taskbridge.kafka.Rights;
import io.taskbridge.kafka.TopicSettings;
import io.taskbridge.kafka.Topics;
import io.taskbridge.task.AttachmentLimits;
import io.taskbridge.task.Backoff;
import io.taskbridge.taskapi.ApiKeySource;
import io.taskbridge.taskapi.ApiProxy;
import io.taskbridge.taskapi.ApiRoute;
import io.taskbridge.taskapi.TaskApiSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the rooms get of the configuration. */
public final class Settings {
  /** Between two tries to reach the task API. */
  static final Backoff API_BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  private static final Duration GRACE_MARGIN = Duration.ofSeconds(5);

  private Settings() {}

  /**
   * The key's source.
   *
   * @throws IllegalStateException with one sentence that says what to set
   */
  public static ApiKeySource apiKey(BridgeConfig.Api api, Clock clock) {
    if (api.keyFile().isPresent()) {
      return ApiKeySource.file(api.keyFile().get(), clock);
    }
    return ApiKeySource.fixed(
        api.key()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no API key: set BRIDGE_API_KEY to the key of the task API's account, or"
                            + " BRIDGE_API_KEY_FILE to a file that holds it")));
  }

  /**
   * How the task API is called by the bridge.
   *
   * @throws IllegalArgumentException with one sentence, when more may be under way at once than
   *     there may be connections: a call without one would be taken for an API that is away
   */
  static TaskApiSettings taskApi(BridgeConfig config) {
    int most =
        config.poll().maxConcurrent() + config.poll().maxHeld() + config.submit().maxConcurrent();
    if (most >= config.api().maxConnections()) {
      throw new IllegalArgumentException(
          "bridge.api.max-connections (BRIDGE_API_MAX_CONNECTIONS) is "
              + config.api().maxConnections()
              + " and must be more than bridge.poll.max-concurrent + bridge.poll.max-held +"
              + " bridge.submit.max-concurrent, which is "
              + most
              + ": tool replies need connections too");
    }
    return taskApi(config.api());
  }

  /**
   * The way to the task API.
   *
   * @throws IllegalArgumentException with one sentence, for settings that make no sense
   */
  public static ApiRoute route(BridgeConfig.Api api) {
    return ApiRoute.of(
        api.caFile(),
        api.proxy().map(proxy -> ApiProxy.of(proxy, api.proxyUser(), api.proxyPassword())));
  }

  /** How the task API is spoken to. */
  public static TaskApiSettings taskApi(BridgeConfig.Api api) {
    return new TaskApiSettings(
        api.url(),
        api.connectTimeout(),
        api.requestTimeout(),
        api.holdTimeout(),
        api.maxConnections(),
        api.maxAnswerBytes());
  }

  static KafkaSettings kafka(BridgeConfig config, Map<String, Object> client) {
    BridgeConfig.Limits limits = config.limits();
    return new KafkaSettings(
        client,
        topics(config.topics()),
        config.groupId(),
        instanceId(config),
        new RequestDefaults(
            config.toolTimeout(),
            config.artifactsTimeout(),
            limits.valueBytes(),
            attachmentLimits(config.attachments())),
        limits.messageBytes(),
        limits.outputBytes(),
        limits.backlog(),
        limits.backlogBytes(),
        config.transaction().maxRecords(),
        config.transaction().maxBytes(),
        config.transaction().timeout(),
        config.drainTimeout());
  }

  /** From an intent on, no submission takes longer: lease, connection, answer, and a margin. */
  static Duration submissionGrace(BridgeConfig config) {
    return config
        .submit()
        .lease()
        .plus(taskApi(config).acquireTimeout())
        .plus(config.api().requestTimeout())
        .plus(GRACE_MARGIN);
  }

  static AttachmentLimits attachmentLimits(BridgeConfig.Attachments attachments) {
    return new AttachmentLimits(attachments.maxBytes(), attachments.maxTotalBytes());
  }

  /**
   * What attachments are fetched from.
   *
   * @throws IllegalArgumentException with one sentence, for an entry that makes no sense
   */
  static UrlRules urlRules(BridgeConfig.Attachments attachments) {
    return new UrlRules(
        attachments.urlHosts().orElse(List.of()), attachments.urlNetworks().orElse(List.of()));
  }

  static CommandSettings commands(BridgeConfig config, Backoff retry) {
    BridgeConfig.Commands commands = config.commands();
    return new CommandSettings(
        commands.unknownTtl(),
        commands.unclearTimeout(),
        commands.sessionIdleTimeout(),
        commands.maxWaiting(),
        config.submit().lease(),
        retry);
  }

  /** What the brokers have to allow. */
  public static Rights rights(BridgeConfig config) {
    return new Rights(topics(config.topics()), config.groupId(), instanceId(config));
  }

  /**
   * How topics are made and checked.
   *
   * @throws IllegalArgumentException with one sentence, for settings that make no sense
   */
  public static TopicSettings topicSettings(BridgeConfig config) {
    return new TopicSettings(
        topics(config.topics()),
        config.topics().create(),
        config.topics().partitions(),
        config.topics().replicationFactor(),
        config.limits().messageBytes());
  }

  /** The names of the topics. */
  public static Topics topics(BridgeConfig.Topics names) {
    return new Topics(
        names.requests(),
        names.commands(),
        names.replies(),
        names.status(),
        names.results(),
        names.actionResults(),
        names.toolRequests(),
        names.deadLetters(),
        names.ledger());
  }

  /** This replica's name. */
  static String instanceId(BridgeConfig config) {
    return config
        .instanceId()
        .orElseGet(
            () -> {
              try {
                return InetAddress.getLocalHost().getHostName();
              } catch (UnknownHostException e) {
                throw new IllegalStateException(
                    "this host has no name: set BRIDGE_INSTANCE_ID to one that is stable for this"
                        + " replica and different from the others'",
                    e);
              }
            });
  }
}
