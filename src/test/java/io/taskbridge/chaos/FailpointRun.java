package io.taskbridge.chaos;

import io.taskbridge.chaos.FailpointReport.Kill;
import io.taskbridge.chaos.Finding.Rule;
import io.taskbridge.failpoint.AgentJar;
import io.taskbridge.failpoint.FailpointAgent;
import io.taskbridge.failpoint.Point;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kills one bridge again and again, each time at a named point of the way of one request, and
 * starts it anew under the same name. In the end the judge looks at all of it.
 */
final class FailpointRun {
  private static final Duration REACHED_WITHIN = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofSeconds(6);

  private final Path folder;
  private final Observer observer = new Observer();
  private final EmbeddedBroker broker;
  private final SimulatedTaskApi api;
  private final FailpointTraffic traffic;
  private final OutputReader reader;
  private final List<Replica> processes = new ArrayList<>();
  private final List<SentRequest> sent = new ArrayList<>();
  private final List<Kill> kills = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private Replica bridge;

  private FailpointRun(
      Path folder,
      EmbeddedBroker broker,
      SimulatedTaskApi api,
      Replica bridge,
      FailpointTraffic traffic,
      OutputReader reader) {
    this.folder = folder;
    this.broker = broker;
    this.api = api;
    this.traffic = traffic;
    this.reader = reader;
    this.bridge = bridge;
    processes.add(bridge);
  }

  /** Kills so many times at each point. */
  static FailpointReport run(List<Point> points, int repetitions, Path folder) throws Exception {
    Folders.clear(folder);
    AgentJar.write(folder.resolve("agent.jar"));
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        SimulatedTaskApi api = SimulatedTaskApi.start()) {
      Replica first = start(folder, broker, api, 1);
      awaitReady(new Observer(), first);
      try (FailpointTraffic traffic = new FailpointTraffic(broker.bootstrapServers());
          OutputReader reader = new OutputReader(broker.bootstrapServers(), traffic::accept)) {
        FailpointRun run = new FailpointRun(folder, broker, api, first, traffic, reader);
        try {
          for (int repetition = 1; repetition <= repetitions; repetition++) {
            for (Point point : points) {
              run.kill(point);
            }
          }
          return run.report();
        } finally {
          run.bridge.kill();
        }
      }
    }
  }

  private void kill(Point point) throws Exception {
    String id = "k-" + (sent.size() + 1);
    if (point == Point.MID_RESTORE) {
      killWhileRestoring(id);
    } else {
      arm(point, 1, id);
      sent.add(traffic.send(id, point));
    }
    boolean killed = bridge.wasKilled(REACHED_WITHIN);
    long killedMs = System.currentTimeMillis();
    if (!killed || !Files.deleteIfExists(folder.resolve(FailpointAgent.FIRED))) {
      throw new AssertionError(point + " was not reached; see " + bridge.log());
    }
    restart();
    Waiting.until("a result of " + id + " after " + point, () -> reader.hasEnded(id));
    Output result = reader.result(id);
    // The result may have been there before the kill.
    long recovered = Math.max(0, System.currentTimeMillis() - killedMs);
    kills.add(new Kill(point, id, killedMs, Duration.ofMillis(recovered), result.text("status")));
  }

  /** Half of what the ledger holds is read when it dies, the entry of a running task among it. */
  private void killWhileRestoring(String id) throws Exception {
    sent.add(traffic.send(id, Point.MID_RESTORE));
    Waiting.until("a status of " + id, () -> reader.hasStatus(id));
    bridge.kill();
    arm(Point.MID_RESTORE, sent.size(), id);
    bridge = start(folder, broker, api, processes.size() + 1);
    processes.add(bridge);
  }

  private void restart() throws InterruptedException {
    bridge = start(folder, broker, api, processes.size() + 1);
    processes.add(bridge);
    awaitReady(observer, bridge);
  }

  private void arm(Point point, int count, String id) throws Exception {
    Path whole = folder.resolve("arming");
    Files.writeString(whole, point + " " + count + " " + id + " KILL");
    Files.move(whole, folder.resolve(FailpointAgent.ARMED));
  }

  private static Replica start(
      Path folder, EmbeddedBroker broker, SimulatedTaskApi api, int number) {
    return Replica.start(
        "r1",
        broker.bootstrapServers(),
        api.baseUrl(),
        folder.resolve("r1-" + number + ".log"),
        List.of(AgentJar.option(folder.resolve("agent.jar"), folder)),
        Map.of("BRIDGE_POLL_INTERVAL", "PT0.2S"));
  }

  private static void awaitReady(Observer observer, Replica replica) {
    Waiting.until("a ready bridge; see " + replica.log(), () -> observer.look(replica));
  }

  private FailpointReport report() throws IOException {
    Waiting.until("silence", () -> reader.silence().compareTo(SILENCE) > 0);
    List<PaidTask> tasks = api.tasks().stream().map(PaidTask::of).toList();
    List<Output> outputs = reader.outputs();
    findings.addAll(Judge.judge(sent, outputs, tasks));
    findings.addAll(reader.violations());
    LogScan.aboveInfo(processes).keySet().stream()
        .filter(line -> line.contains("defect"))
        .forEach(line -> findings.add(new Finding(Rule.DEFECT_LOGGED, line)));
    FailpointJudge judge =
        new FailpointJudge(outputs, tasks, Replies.byCorrelationId(broker.bootstrapServers()));
    kills.forEach(kill -> findings.addAll(judge.judge(kill)));
    return new FailpointReport(kills, findings);
  }
}
