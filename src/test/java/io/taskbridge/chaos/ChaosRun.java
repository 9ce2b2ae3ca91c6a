package io.taskbridge.chaos;

import io.taskbridge.chaos.Finding.Rule;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One run: replicas, traffic and a plan that breaks things; then everything heals, and the judge
 * looks.
 */
final class ChaosRun {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration SILENCE = Duration.ofSeconds(7);
  private static final Duration MOST_SILENCE_WAIT = Duration.ofSeconds(30);

  private final ChaosOptions options;

  ChaosRun(ChaosOptions options) {
    this.options = options;
  }

  Report run() throws Exception {
    long began = System.nanoTime();
    Folders.clear(options.folder());
    BrokerOptions data =
        BrokerOptions.defaults().withDataDirectory(options.folder().resolve("broker"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(data);
        SimulatedTaskApi api = SimulatedTaskApi.start();
        Replicas replicas =
            new Replicas(broker.bootstrapServers(), api.baseUrl(), options.folder())) {
      for (int number = 1; number <= options.replicas(); number++) {
        replicas.start(number);
      }
      Waiting.atMost(START, () -> replicas.notReady().isEmpty());
      return run(broker, api, replicas, began);
    }
  }

  private Report run(EmbeddedBroker broker, SimulatedTaskApi api, Replicas replicas, long began)
      throws Exception {
    ApiTrouble trouble = new ApiTrouble(api, options.resetChance());
    ExecutorService traffic = Executors.newSingleThreadExecutor();
    try (Owners owners = new Owners(broker.bootstrapServers());
        Traffic requests =
            new Traffic(
                broker.bootstrapServers(), options.seed(), options.requests(), options.rate());
        ToolWorker worker = new ToolWorker(broker.bootstrapServers(), options.seed());
        OutputReader reader = new OutputReader(broker.bootstrapServers(), worker::accept)) {
      long planBegan = System.currentTimeMillis();
      Future<List<SentRequest>> sending = traffic.submit(requests::run);
      PlanRunner plan = new PlanRunner(plan(), replicas, broker, trouble, owners);
      plan.run();
      List<SentRequest> sent = sending.get();
      trouble.heal();
      List<Happening> happenings = new ArrayList<>(plan.happenings());
      happenings.add(Happening.of("everything is healed"));
      Waiting.atMost(options.patience(), () -> reader.ended() >= sent.size());
      happenings.add(
          Happening.of(reader.ended() + " of " + sent.size() + " requests have a result"));
      Waiting.atMost(MOST_SILENCE_WAIT, () -> reader.silence().compareTo(SILENCE) > 0);
      List<Finding> findings = new ArrayList<>();
      replicas
          .notReady()
          .forEach((name, told) -> findings.add(new Finding(Rule.NOT_READY_AGAIN, name + told)));
      List<PaidTask> tasks = api.tasks().stream().map(PaidTask::of).toList();
      List<Output> outputs = reader.outputs();
      findings.addAll(Judge.judge(sent, outputs, tasks));
      findings.addAll(reader.violations());
      Map<String, Integer> logged = LogScan.aboveInfo(replicas.all());
      logged.keySet().stream()
          .filter(line -> line.contains("defect"))
          .forEach(line -> findings.add(new Finding(Rule.DEFECT_LOGGED, line)));
      return new Report(
          options,
          planBegan,
          (System.nanoTime() - began) / 1_000_000_000,
          happenings,
          sent,
          requests.twice(),
          outputs,
          tasks,
          api.summary(),
          replicas,
          logged,
          List.copyOf(findings));
    } finally {
      traffic.shutdownNow();
    }
  }

  private ChaosPlan plan() {
    String written = System.getProperty("chaos.plan");
    return written == null ? ChaosPlan.of(options) : ChaosPlan.parse(written);
  }
}
