package io.taskbridge.submission;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.publication.Publisher;
import io.taskbridge.task.ApiBudget;
import io.taskbridge.task.ApiGate;
import io.taskbridge.task.InAir;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether another submission may begin: there is a request with a slot, the API takes more, and not
 * too much is under way.
 */
final class SubmissionThrottle {
  private final int maxConcurrent;
  private final InAir inAir;
  private final Backlogs backlogs;
  private final Publisher publisher;
  private final ApiGate gate;
  private final ConcurrencyCap cap;
  private final ApiBudget budget;
  private final Ledger ledger;

  /**
   * A submission may begin.
   *
   * @param probe the permit to try although the gate is closed; null when it is open
   */
  record Permit(ApiGate.Probe probe) {}

  SubmissionThrottle(
      int maxConcurrent,
      InAir inAir,
      Backlogs backlogs,
      Publisher publisher,
      ApiGate gate,
      ConcurrencyCap cap,
      ApiBudget budget,
      Ledger ledger) {
    this.maxConcurrent = maxConcurrent;
    this.inAir = inAir;
    this.backlogs = backlogs;
    this.publisher = publisher;
    this.gate = gate;
    this.cap = cap;
    this.budget = budget;
    this.ledger = ledger;
  }

  /** Takes the permit for one submission, which must begin; empty while none may. */
  Optional<Permit> take() {
    if (!mayBegin() || !cap.allows(ledger.occupiedSlots())) {
      return Optional.empty();
    }
    ApiGate.Probe probe = null;
    if (!gate.open()) {
      probe = gate.openForReading() ? gate.tryProbe().orElse(null) : null;
      if (probe == null) {
        return Optional.empty();
      }
    }
    if (!budget.takeForSubmission()) {
      gate.notTried(probe);
      return Optional.empty();
    }
    cap.submitting();
    return Optional.of(new Permit(probe));
  }

  /** When something that only time mends has kept a submission back for long enough. */
  Optional<Instant> next() {
    if (!mayBegin() || !gate.openForReading() || gate.probing()) {
      return Optional.empty();
    }
    if (!cap.allows(ledger.occupiedSlots()) && cap.next().isEmpty()) {
      // Not time but the end of a task makes room, and that is heard of.
      return Optional.empty();
    }
    Optional<Instant> tries = gate.open() ? Optional.empty() : Optional.of(gate.nextProbe());
    return Stream.of(tries, cap.next(), budget.nextForSubmission())
        .flatMap(Optional::stream)
        .max(Instant::compareTo);
  }

  /** Whether nothing but the API can keep the next submission back. */
  private boolean mayBegin() {
    return !inAir.held()
        && inAir.count() < maxConcurrent
        && backlogs.hasServable()
        && !publisher.congested();
  }
}
