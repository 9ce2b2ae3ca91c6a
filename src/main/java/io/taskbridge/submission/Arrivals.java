package io.taskbridge.submission;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.PartitionLedger;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.Monitor;
import io.taskbridge.task.Origin;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a record that is read: a request of its own, the same one read again after a
 * restart, a duplicate, another one under an id that is taken, or one that can't be. Lives on the
 * bridge's thread.
 */
final class Arrivals {
  private final Ledger ledger;
  private final Publisher publisher;
  private final Outcomes outcomes;
  private final RequestWay way;
  private final Monitor monitor;
  private final Clock clock;
  private final ApiClock apiClock;

  Arrivals(
      Ledger ledger,
      Publisher publisher,
      Outcomes outcomes,
      RequestWay way,
      Monitor monitor,
      Clock clock,
      ApiClock apiClock) {
    this.ledger = ledger;
    this.publisher = publisher;
    this.outcomes = outcomes;
    this.way = way;
    this.monitor = monitor;
    this.clock = clock;
    this.apiClock = apiClock;
  }

  /**
   * Takes a request in.
   *
   * @return whether it waits from now on
   */
  boolean accept(TaskRequest request, Backlog backlog) {
    Optional<Origin> waiting = backlog.find(request.id()).map(TaskRequest::origin);
    Optional<LedgerEntry> known = ledger.find(request.partition(), request.id());
    if (waiting.isEmpty() && (known.isEmpty() || waits(known, request.origin()))) {
      way.enqueue(monitor.requestRead(request), backlog);
      return true;
    }
    Origin first = waiting.or(() -> known.map(LedgerEntry::origin)).get();
    if (!first.sameRecord(request.origin())) {
      second(request, first);
    } else if (waiting.isEmpty()) {
      readAgain(request, backlog, known.get());
    }
    return false;
  }

  /** Answers a record that has an id but asks for something that can't be. */
  void reject(RequestId id, Origin origin, Backlog backlog, TaskError error) {
    Optional<Origin> waiting = backlog.find(id).map(TaskRequest::origin);
    Optional<LedgerEntry> known = ledger.find(origin.partition(), id);
    Optional<Origin> first = waiting.or(() -> known.map(LedgerEntry::origin));
    if (first.isEmpty() || waiting.isEmpty() && waits(known, origin)) {
      Strays strays = known.map(LedgerEntry::strays).orElse(Strays.NONE);
      publisher.publish(outcomes.invalid(id, origin, strays, error, clock.instant()));
    } else if (!first.get().sameRecord(origin)) {
      publisher.publish(
          dropped(id, origin, first.get())
              ? outcomes.settled(origin)
              : outcomes.setAside(origin, error));
    } else if (waiting.isEmpty() && known.get().phase() instanceof Phase.Submitting submitting) {
      // Whoever announced it died, and there is nothing any more to compare candidates with.
      Strays strays = known.get().strays().during(apiClock.madeIn(submitting));
      publisher.publish(outcomes.abandoned(id, origin, strays, error, clock.instant()));
    } else {
      publisher.publish(outcomes.settled(origin));
    }
  }

  /**
   * Records before this offset are gone; what is under way and was not read again never will be.
   */
  void gone(PartitionLedger partition, long firstOffset, Backlog backlog) {
    List<LedgerEntry> lost =
        partition.entries().stream()
            .filter(entry -> entry.waits() || entry.phase() instanceof Phase.Submitting)
            .filter(entry -> entry.origin().offset() < firstOffset)
            .filter(entry -> backlog.find(entry.requestId()).isEmpty())
            .toList();
    for (LedgerEntry entry : lost) {
      Strays strays =
          entry.phase() instanceof Phase.Submitting submitting
              ? entry.strays().during(apiClock.madeIn(submitting))
              : entry.strays();
      publisher.publish(outcomes.gone(entry, strays, clock.instant()));
    }
  }

  /** Whether this is the record, read again, of a request that waits for another submission. */
  private static boolean waits(Optional<LedgerEntry> known, Origin origin) {
    return known.filter(entry -> entry.waits() && entry.origin().sameRecord(origin)).isPresent();
  }

  /** Another record has the same id. */
  private void second(TaskRequest request, Origin first) {
    publisher.publish(
        dropped(request.id(), request.origin(), first)
            ? outcomes.settled(request.origin())
            : outcomes.conflicting(request));
  }

  /** Whether a record is dropped for its content, which is that of the first of its id. */
  private boolean dropped(RequestId id, Origin origin, Origin first) {
    boolean same = first.fingerprint().equals(origin.fingerprint());
    if (same) {
      monitor.duplicateDropped(id);
    }
    return same;
  }

  /** After a restart. An intent without an outcome was left by whoever died. */
  private void readAgain(TaskRequest request, Backlog backlog, LedgerEntry known) {
    if (known.phase() instanceof Phase.Submitting) {
      way.resume(request, backlog);
    } else {
      publisher.publish(outcomes.settled(request.origin()));
    }
  }
}
