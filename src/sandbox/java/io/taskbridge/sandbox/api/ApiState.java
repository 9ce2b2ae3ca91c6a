package io.taskbridge.sandbox.api;

import java.time.Clock;

/** All state of the simulated API. Touched by the event loop only. */
final class ApiState {

  final Clock clock;
  final Timeline timeline;
  final TaskStore tasks = new TaskStore();
  final FaultEngine faults = new FaultEngine();
  final CallLog log = new CallLog();
  final RateLimit rate = new RateLimit();
  final Profiles profiles = new Profiles();
  final Uploads files = new Uploads("file");
  final Uploads extensions = new Uploads("extension");
  private final ApiSettings initial;
  ApiSettings settings;

  ApiState(Clock clock, Scheduler scheduler, ApiSettings settings) {
    this.clock = clock;
    this.initial = settings;
    this.settings = settings;
    this.timeline =
        new Timeline(clock, scheduler, task -> TaskView.tellHeld(this, task), this::closed);
  }

  long now() {
    return clock.millis();
  }

  private void closed(SimTask task) {
    tasks.closed();
    if (settings.credits() != null && task.creditsUsed != null) {
      settings = settings.withCredits(Math.max(0, settings.credits() - task.creditsUsed));
    }
  }

  /** Forgets every task and everything that was recorded. */
  void forgetAll() {
    for (SimTask task : tasks.all()) {
      boolean known = !task.forgotten;
      task.forgotten = true;
      if (known) {
        TaskView.tellHeld(this, task);
      }
    }
    tasks.clear();
    log.clear();
    profiles.clear();
    files.clear();
    extensions.clear();
  }

  /** As just started. */
  void reset() {
    forgetAll();
    faults.clear();
    settings = initial;
  }
}
