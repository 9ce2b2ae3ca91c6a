package io.taskbridge.app;

import io.taskbridge.attachment.UrlAttachmentSource;
import io.taskbridge.attachment.UrlRules;
import io.taskbridge.kafka.KafkaEdge;
import io.taskbridge.ledger.Ledger;
import io.taskbridge.polling.ApiProbe;
import io.taskbridge.submission.Provider;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.AssetApi;
import io.taskbridge.task.AttachmentSource;
import io.taskbridge.task.BudgetedAssetApi;
import io.taskbridge.task.BudgetedTaskApi;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.SteadyClock;
import io.taskbridge.task.TaskApi;
import io.taskbridge.taskapi.ApiKeySource;
import io.taskbridge.taskapi.RestTaskApi;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** Makes the way to the task API, and to what requests attach. */
@Singleton
class ApiWiring {
  private final BridgeConfig config;
  private final Clock clock = SteadyClock.system();
  private final RandomGenerator random = new java.util.SplittableRandom();

  ApiWiring(BridgeConfig config) {
    this.config = config;
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
    return new ApiGate(clock, random, Settings.API_BACKOFF, log, share(ledger, edge))
        .closedUntilHeard();
  }

  @Produces
  @Singleton
  ApiProbe probe(TaskApi api, ApiGate gate, BridgeThread thread) {
    return new ApiProbe(api, gate, clock, thread);
  }

  /** The part of all partitions that is ours. */
  private static DoubleSupplier share(Ledger ledger, KafkaEdge edge) {
    return () ->
        edge.partitions() == 0 ? 0 : (double) ledger.partitions().size() / edge.partitions();
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
}
