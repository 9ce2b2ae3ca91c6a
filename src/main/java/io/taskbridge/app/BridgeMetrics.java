package io.taskbridge.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.taskbridge.app.Meters.Labelled;
import io.taskbridge.task.AnsweredCall;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/** Counts what the flows do, and tells the traces. */
@Singleton
class BridgeMetrics implements Monitor {
  private static final Logger LOG = Logger.getLogger("io.taskbridge.flow");

  private static final List<String> OUTCOMES =
      List.of(
          "accepted",
          "refused",
          "ambiguous",
          "not_sent",
          "not_authenticated",
          "throttled",
          "credits_exhausted");

  private static final List<String> CONCLUSIONS =
      List.of("adopted", "not_accepted", "replaced", "ambiguous");

  private static final List<String> ATTACHMENTS = List.of("uploaded", "refused", "delayed");

  private static final String REPLY = "reply";
  private static final String TIMEOUT = "timeout";

  private static final Duration[] WAITS = {
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5)
  };

  private final Traces traces;
  private final LifecycleLog log;
  private final Counter requests;
  private final Counter duplicates;
  private final Counter pollsFailed;
  private final Counter repliesDelayed;
  private final Counter actionsSent;
  private final Counter actionsUnclear;
  private final Counter actionsDropped;
  private final Counter sessionsIdle;
  private final Counter defects;
  private final Labelled<Counter> submissions;
  private final Labelled<Counter> reconciled;
  private final Labelled<Counter> attachments;
  private final Labelled<Counter> answered;
  private final Labelled<Counter> cancels;
  private final Timer waited;
  private final Labelled<Timer> apiWaits;

  BridgeMetrics(Meters meters, Traces traces, LifecycleLog log) {
    this.traces = traces;
    this.log = log;
    this.requests = meters.counter("bridge.requests", "Requests read for the first time");
    this.duplicates =
        meters.counter("bridge.requests.duplicate", "Requests read again with the same content");
    this.pollsFailed = meters.counter("bridge.polls.failed", "Questions without a clear answer");
    this.repliesDelayed =
        meters.counter(
            "bridge.tool.replies.delayed", "Tool replies that the API did not take at once");
    this.defects =
        meters.counter("bridge.defects", "Failures that cannot be: defects of the bridge");
    this.submissions =
        meters.counters(
            "bridge.submissions",
            "Submissions to the task API by what came of them",
            "outcome",
            OUTCOMES);
    this.reconciled =
        meters.counters(
            "bridge.submissions.reconciled",
            "Submissions without a clear answer by what was found out",
            "conclusion",
            CONCLUSIONS);
    this.attachments =
        meters.counters(
            "bridge.attachments",
            "Attachments of requests by what came of them; delayed ones are tried again",
            "outcome",
            ATTACHMENTS);
    this.answered =
        meters.counters(
            "bridge.tool.calls.answered",
            "Tool calls that the API has an answer to, a worker's or the bridge's own",
            "by",
            List.of(REPLY, TIMEOUT));
    this.waited =
        meters.timer(
            "bridge.tool.calls.wait", "From a tool call seen to its answer at the API", WAITS);
    this.actionsSent =
        meters.counter("bridge.actions.sent", "Actions of sessions that the API took");
    this.actionsUnclear =
        meters.counter("bridge.actions.unclear", "Tries to send an action without a clear answer");
    this.actionsDropped =
        meters.counter("bridge.actions.duplicate", "Actions read again under the same id");
    this.sessionsIdle =
        meters.counter("bridge.sessions.idle", "Sessions closed because nobody used them");
    this.cancels =
        meters.counters(
            "bridge.cancels",
            "Cancels that the API was asked for, by their reason",
            "reason",
            Arrays.stream(Stop.values()).map(Stop::word).toList());
    this.apiWaits =
        meters.timers(
            "bridge.api.wait",
            "How long calls of the API waited for their share of the rate limit",
            "use",
            Arrays.stream(ApiBudget.Use.values()).map(Meters::word).toList());
  }

  /** Since the start. */
  long requests() {
    return (long) requests.count();
  }

  @Override
  public TaskRequest requestRead(TaskRequest request) {
    requests.increment();
    log.requestRead(request);
    return traces.requestRead(request);
  }

  @Override
  public void duplicateDropped(RequestId id) {
    duplicates.increment();
    LOG.debugf("dropped a duplicate of request %s", id);
  }

  @Override
  public void submissionEnded(ApiOutcome<?> outcome) {
    submissions.of(word(outcome)).increment();
  }

  @Override
  public void attachment(String outcome) {
    attachments.of(outcome).increment();
  }

  @Override
  public void reconciled(String conclusion) {
    reconciled.of(conclusion).increment();
  }

  @Override
  public void pollFailed(RequestId id, TaskId taskId, ApiOutcome<?> outcome) {
    pollsFailed.increment();
    LOG.debugf("poll of request %s (task %s) failed: %s", id, taskId, outcome.describe());
  }

  @Override
  public void apiCallWaited(ApiBudget.Use use, Duration waitedFor) {
    apiWaits.of(Meters.word(use)).record(waitedFor);
  }

  @Override
  public void sweepFailed(ApiOutcome<?> outcome) {
    pollsFailed.increment();
    LOG.debugf("a page of the API's list could not be read: %s", outcome.describe());
  }

  @Override
  public void toolCallAnswered(AnsweredCall call) {
    answered.of(call.timedOut() ? TIMEOUT : REPLY).increment();
    waited.record(call.waited());
    traces.toolCallAnswered(call);
  }

  @Override
  public void toolReplyDelayed(RequestId id, TaskId taskId, ApiOutcome<?> outcome) {
    repliesDelayed.increment();
    LOG.debugf("reply for request %s (task %s) is delayed: %s", id, taskId, outcome.describe());
  }

  @Override
  public void actionSent() {
    actionsSent.increment();
  }

  @Override
  public void actionUnclear() {
    actionsUnclear.increment();
  }

  @Override
  public void actionDropped(RequestId id) {
    actionsDropped.increment();
    LOG.debugf("dropped a duplicate action of session %s", id);
  }

  @Override
  public void sessionIdle(RequestId id) {
    sessionsIdle.increment();
    LOG.debugf("session %s is closed: nobody used it", id);
  }

  @Override
  public void cancelAsked(Stop reason) {
    cancels.of(reason.word()).increment();
  }

  @Override
  public void defect(String where, Throwable cause) {
    defects.increment();
    LOG.errorf(cause, "%s failed: this is a defect of the bridge", where);
  }

  @Override
  public void defectLogged() {
    defects.increment();
  }

  /** {@code accepted}, {@code refused}, {@code not_sent}, {@code credits_exhausted}, ... */
  private static String word(ApiOutcome<?> outcome) {
    return outcome instanceof ApiOutcome.Ok<?>
        ? "accepted"
        : outcome
            .getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
            .toLowerCase(Locale.ROOT);
  }
}
