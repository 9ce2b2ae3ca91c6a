package io.taskbridge.submission;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.Strays;
import io.taskbridge.submission.ApiTime.Reading;
import io.taskbridge.submission.UnclearSubmissions.Requests;
import io.taskbridge.task.ApiCalls;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Cancels the candidates of requests that are then submitted again. A cancel is fenced like a
 * submission: it begins within the lease of a committed ledger entry that names the candidates, so
 * that a replica that lost the partition cancels nothing that its successor adopts. Lives on the
 * bridge's thread.
 */
final class Replacing {
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int NOT_FOUND = 404;

  /** So often the API may say no to the cancel of each candidate that it knows. */
  private static final int MOST_REFUSALS = 5;

  /** Where it goes on with a request whose candidates can't be cancelled. */
  interface Refused {
    /**
     * The API does not cancel them.
     *
     * @param left may run on
     */
    void uncancellable(TaskRequest request, Backlog backlog, List<TaskId> left, int httpStatus);
  }

  /** What is left to cancel for one request. */
  private static final class Round {
    private final TaskRequest request;
    private final Backlog backlog;
    private final Deque<TaskId> left;
    private final Map<TaskId, Integer> refusals = new HashMap<>();

    private Round(TaskRequest request, Backlog backlog, Collection<TaskId> left) {
      this.request = request;
      this.backlog = backlog;
      this.left = new ArrayDeque<>(left);
    }

    private TaskRequest request() {
      return request;
    }

    private Backlog backlog() {
      return backlog;
    }

    private Deque<TaskId> left() {
      return left;
    }

    /** The first has its next turn after all others. Returns how often it was refused. */
    private int firstRefused() {
      TaskId first = left.remove();
      left.add(first);
      return refusals.merge(first, 1, Integer::sum);
    }

    private int refusalsOfFirst() {
      return refusals.getOrDefault(left.peek(), 0);
    }
  }

  private final TaskApi api;
  private final LedgerSurvey survey;
  private final ApiGate gate;
  private final Requests requests;
  private final Refused refused;
  private final Monitor monitor;
  private final Clock clock;
  private final ApiClock apiClock;
  private final Duration lease;
  private final Executor thread;

  private final DueQueue<Round> waiting = new DueQueue<>();

  Replacing(
      TaskApi api,
      LedgerSurvey survey,
      ApiGate gate,
      Requests requests,
      Refused refused,
      Monitor monitor,
      Clock clock,
      ApiClock apiClock,
      Duration lease,
      Executor thread) {
    this.api = api;
    this.survey = survey;
    this.gate = gate;
    this.requests = requests;
    this.refused = refused;
    this.monitor = monitor;
    this.clock = clock;
    this.apiClock = apiClock;
    this.lease = lease;
    this.thread = thread;
  }

  /** Nobody can tell which of these is its. */
  void begin(TaskRequest request, Backlog backlog, List<TaskId> candidates) {
    announce(
        new Round(request, backlog, candidates),
        requests.strays(request).cancel(candidates),
        this::look);
  }

  /** Somebody announced it and did not come to its end. */
  void resume(TaskRequest request, Backlog backlog) {
    Strays announced = requests.strays(request);
    announce(new Round(request, backlog, announced.tasks()), announced, this::look);
  }

  void tick() {
    if (gate.openForReading()) {
      for (Round round : waiting.take(clock.instant(), Integer.MAX_VALUE)) {
        announce(round, requests.strays(round.request()), this::look);
      }
    }
  }

  Optional<Instant> next() {
    return gate.openForReading() ? waiting.next() : Optional.empty();
  }

  void released(int partition) {
    waiting.removeIf(round -> round.request().partition() == partition);
  }

  int size() {
    return waiting.size();
  }

  /**
   * @param next what to do once it is durable, with the moment at which it was announced
   */
  private void announce(Round round, Strays strays, BiConsumer<Round, Reading> next) {
    if (!stillOurs(round)) {
      return;
    }
    Reading announced = apiClock.read();
    requests
        .announce(round.request(), strays)
        .whenComplete(
            (receipt, lost) -> {
              if (lost == null) {
                next.accept(round, announced);
              }
            });
  }

  /**
   * From the announcement on nobody begins to adopt one of them. Who had begun before may be
   * through with it by now, so the ledgers are read once more.
   */
  private void look(Round round, Reading announced) {
    survey
        .survey()
        .whenComplete(
            (found, unreadable) -> {
              if (unreadable == null) {
                round.left().removeIf(found.knownTasks()::contains);
                cancel(round, announced);
              } else if (stillOurs(round)) {
                waiting.put(round, clock.instant().plus(AFTER_FAILURE));
              }
            });
  }

  /** One after the other; only when none is left, the request is sent again. */
  private void cancel(Round round, Reading announced) {
    if (!stillOurs(round)) {
      return;
    }
    if (round.left().isEmpty()) {
      monitor.reconciled("replaced");
      requests.again(
          round.request(), round.backlog(), requests.strays(round.request()).cancelled());
    } else if (apiClock.read().since(announced).compareTo(lease) > 0) {
      // Too long ago to be sure that the partition is still ours: say it anew, which is fenced.
      announce(round, requests.strays(round.request()), this::cancel);
    } else {
      ApiCalls.handle(
          api.cancel(round.left().peek()),
          thread,
          monitor,
          outcome -> {
            gate.heard(outcome);
            if (isGone(outcome)) {
              round.left().remove();
              cancel(round, announced);
            } else if (!stillOurs(round)) {
              return;
            } else if (outcome instanceof ApiOutcome.Refused<Boolean> no) {
              refused(round, announced, no.httpStatus());
            } else {
              waiting.put(round, clock.instant().plus(AFTER_FAILURE));
            }
          });
    }
  }

  /** Goes on with the others: one that ended long ago may be refused for ever. */
  private void refused(Round round, Reading announced, int httpStatus) {
    int times = round.firstRefused();
    if (round.refusalsOfFirst() < times) {
      cancel(round, announced);
    } else if (times < MOST_REFUSALS) {
      waiting.put(round, clock.instant().plus(AFTER_FAILURE));
    } else {
      refused.uncancellable(
          round.request(), round.backlog(), List.copyOf(round.left()), httpStatus);
    }
  }

  /** Cancelled, or ended before. */
  private static boolean isGone(ApiOutcome<Boolean> outcome) {
    return outcome instanceof ApiOutcome.Ok<Boolean>
        || outcome instanceof ApiOutcome.Refused<Boolean> r && r.httpStatus() == NOT_FOUND;
  }

  private boolean stillOurs(Round round) {
    return requests.stillOurs(round.request(), round.backlog());
  }
}
