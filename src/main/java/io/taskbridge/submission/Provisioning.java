package io.taskbridge.submission;

import io.taskbridge.ledger.DueQueue;
import io.taskbridge.ledger.Strays;
import io.taskbridge.publication.Batch;
import io.taskbridge.submission.Provider.Provided;
import io.taskbridge.submission.Provider.Uploaded;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.Backoff;
import io.taskbridge.task.FileId;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.TaskRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Requests that need something at the API before they can be submitted: attachments, a profile.
 * They wait beside the others, a few are worked on at once, and each takes its place among the
 * others when it is ready. Lives on the bridge's thread; the work itself does not.
 */
final class Provisioning {
  /** An address that does not answer so many times is given up. */
  private static final int MOST_FETCHES = 5;

  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** Where the way of a request goes on. */
  interface Requests {
    /** Whether this replica still has the say about it, and nobody decided about it meanwhile. */
    boolean stillWaits(TaskRequest request, Backlog backlog);

    /** What earlier submissions of it may have left behind. */
    Strays strays(TaskRequest request);

    /** Everything it needs is there: it is submitted when its turn comes. */
    void ready(TaskRequest request, Backlog backlog);

    /** This is its outcome. */
    void decided(TaskRequest request, Backlog backlog, Batch outcome);
  }

  /** One request that waits or is worked on. */
  private static final class Job {
    final TaskRequest request;
    final Backlog backlog;
    List<Uploaded> uploaded = List.of();
    int failures;
    int fetchFailures;

    Job(TaskRequest request, Backlog backlog) {
      this.request = request;
      this.backlog = backlog;
    }
  }

  private final int maxConcurrent;
  private final Provider provider;
  private final ApiGate gate;
  private final Outcomes outcomes;
  private final Requests requests;
  private final Monitor monitor;
  private final Clock clock;
  private final Executor thread;
  private final RandomGenerator random = new SplittableRandom();

  private final DueQueue<Job> due = new DueQueue<>();
  private final Set<TaskRequest> ready = Collections.newSetFromMap(new IdentityHashMap<>());
  private int working;

  /**
   * @param maxConcurrent requests that are worked on, or ready and not submitted yet
   */
  Provisioning(
      int maxConcurrent,
      Provider provider,
      ApiGate gate,
      Outcomes outcomes,
      Requests requests,
      Monitor monitor,
      Clock clock,
      Executor thread) {
    this.maxConcurrent = maxConcurrent;
    this.provider = provider;
    this.gate = gate;
    this.outcomes = outcomes;
    this.requests = requests;
    this.monitor = monitor;
    this.clock = clock;
    this.thread = thread;
  }

  void add(TaskRequest request, Backlog backlog) {
    due.put(new Job(request, backlog), clock.instant());
  }

  /** Begins what is due, as far as it may be worked on at once. */
  void tick() {
    if (gate.openForReading()) {
      for (Job job : due.take(clock.instant(), maxConcurrent - working - ready.size())) {
        begin(job);
      }
    }
  }

  /** When {@link #tick} has something to do. */
  Optional<Instant> next() {
    boolean may = gate.openForReading() && working + ready.size() < maxConcurrent;
    return may ? due.next() : Optional.empty();
  }

  /** A request that was ready is on its way, or has its outcome: the next may be worked on. */
  void left(TaskRequest request) {
    ready.remove(request);
  }

  /** A request was refused: what was uploaded for it is of no use. */
  void discard(TaskRequest request) {
    provider.discard(request.provisions().uploaded());
  }

  /** What was not submitted is read, and provided for, by the next owner. */
  void released(int partition) {
    due.removeIf(
        job -> {
          boolean gone = job.request.partition() == partition;
          if (gone) {
            provider.discard(ids(job.uploaded));
          }
          return gone;
        });
    for (TaskRequest request : List.copyOf(ready)) {
      if (request.partition() == partition) {
        ready.remove(request);
        discard(request);
      }
    }
  }

  private void begin(Job job) {
    if (!requests.stillWaits(job.request, job.backlog)) {
      provider.discard(ids(job.uploaded));
      return;
    }
    working++;
    provider
        .provide(job.request, job.uploaded)
        .whenCompleteAsync(
            (provided, defect) -> {
              working--;
              if (defect == null) {
                done(job, provided);
              } else {
                monitor.defect("providing for a request", defect);
                again(job, null);
              }
              tick();
            },
            thread);
  }

  private void done(Job job, Provided provided) {
    if (provided instanceof Provided.Later later && later.api() != null) {
      gate.heard(later.api());
    }
    if (!requests.stillWaits(job.request, job.backlog)) {
      provider.discard(uploadedBy(provided));
    } else if (provided instanceof Provided.Ready there) {
      there.files().forEach(file -> monitor.attachment("uploaded"));
      TaskRequest request = job.request.provided(there.files());
      ready.add(request);
      requests.ready(request, job.backlog);
    } else if (provided instanceof Provided.Refused refused) {
      monitor.attachment("refused");
      provider.discard(ids(refused.uploaded()));
      requests.decided(
          job.request,
          job.backlog,
          outcomes.unprovided(
              job.request, requests.strays(job.request), refused.error(), clock.instant()));
    } else {
      later(job, (Provided.Later) provided);
    }
  }

  private void later(Job job, Provided.Later later) {
    job.uploaded = later.uploaded();
    boolean givenUp = later.api() == null && ++job.fetchFailures >= MOST_FETCHES;
    if (givenUp) {
      String sentence =
          later.sentence()
              + " (tried "
              + MOST_FETCHES
              + " times); see that the address answers, and send the request under a new id";
      done(job, new Provided.Refused(Provider.attachmentRefused(sentence), job.uploaded));
    } else {
      monitor.attachment("delayed");
      again(job, later.api());
    }
  }

  private void again(Job job, ApiOutcome<?> outcome) {
    Duration delay = BACKOFF.after(++job.failures, random);
    Duration wanted = wanted(outcome);
    boolean longer = wanted != null && wanted.compareTo(delay) > 0;
    due.put(job, clock.instant().plus(longer ? wanted : delay));
  }

  /** What the API asked for; null when it did not. */
  private static Duration wanted(ApiOutcome<?> outcome) {
    if (outcome instanceof ApiOutcome.Throttled<?> throttled) {
      return throttled.retryAfter();
    }
    if (outcome instanceof ApiOutcome.CreditsExhausted<?> exhausted) {
      return exhausted.retryAfter();
    }
    return outcome instanceof ApiOutcome.Ambiguous<?> unclear ? unclear.retryAfter() : null;
  }

  private static List<FileId> uploadedBy(Provided provided) {
    if (provided instanceof Provided.Ready there) {
      return there.files();
    }
    return ids(
        provided instanceof Provided.Refused refused
            ? refused.uploaded()
            : ((Provided.Later) provided).uploaded());
  }

  private static List<FileId> ids(List<Uploaded> uploaded) {
    return uploaded.stream().map(Uploaded::id).toList();
  }
}
