package io.taskbridge.chaos;

import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Carries a plan out: each step begins at its time and is mended by itself. */
final class PlanRunner {
  private final ChaosPlan plan;
  private final Replicas replicas;
  private final EmbeddedBroker broker;
  private final ApiTrouble api;
  private final Owners owners;

  /** Replicas that something is being done to. */
  private final Set<Integer> busy = ConcurrentHashMap.newKeySet();

  private final List<Happening> happenings = new ArrayList<>();

  PlanRunner(
      ChaosPlan plan, Replicas replicas, EmbeddedBroker broker, ApiTrouble api, Owners owners) {
    this.plan = plan;
    this.replicas = replicas;
    this.broker = broker;
    this.api = api;
    this.owners = owners;
  }

  /** Returns when the last step is mended. */
  void run() throws InterruptedException, ExecutionException {
    long began = System.nanoTime();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Step step : plan.steps()) {
        TimeUnit.NANOSECONDS.sleep(step.at().toNanos() - (System.nanoTime() - began));
        running.add(
            threads.submit(
                () -> {
                  carryOut(step);
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** What was done, in the order of time. */
  synchronized List<Happening> happenings() {
    return List.copyOf(happenings);
  }

  private void carryOut(Step step) throws InterruptedException {
    switch (step.kind()) {
      case BROKER -> {
        note(step + " begins");
        broker.pause();
        pause(step);
        broker.resume();
        note(step + " is over");
      }
      case API_DOWN -> {
        note(step + " begins");
        api.goDown();
        pause(step);
        api.comeBack();
      }
      case API_FAULT -> {
        note(step + " begins");
        api.begin(step.fault());
        pause(step);
        api.end(step.fault());
      }
      case JOIN -> {
        note(step + " begins");
        replicas.start(step.replica());
        pause(step);
        terminate(step);
        replicas.remove(step.replica());
      }
      default -> toReplica(step);
    }
  }

  private void toReplica(Step step) throws InterruptedException {
    if (!busy.add(step.replica())) {
      note(step + " left out: it does not run");
      return;
    }
    try {
      toRunning(step, replicas.get(step.replica()));
    } finally {
      busy.remove(step.replica());
    }
  }

  private void toRunning(Step step, Replica replica) throws InterruptedException {
    switch (step.kind()) {
      case KILL -> {
        Set<Integer> owned = owners.of(replica.name());
        replica.kill();
        note(new Happening(System.currentTimeMillis(), step + " owner of " + owned, owned));
        pause(step);
        replicas.start(step.replica());
      }
      case FREEZE -> {
        replica.freeze();
        note(step + " begins");
        pause(step);
        replica.thaw();
        note(step + " is over");
      }
      default -> {
        note(step + " begins");
        terminate(step);
        pause(step);
        replicas.start(step.replica());
      }
    }
  }

  private void terminate(Step step) throws InterruptedException {
    Replica replica = replicas.get(step.replica());
    if (replica.isAlive() && !replica.terminate()) {
      note(step + ": did not end in order, killed");
    }
  }

  private static void pause(Step step) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(step.lasts().toMillis());
  }

  private void note(String what) {
    note(Happening.of(what));
  }

  private synchronized void note(Happening happening) {
    happenings.add(happening);
  }
}
