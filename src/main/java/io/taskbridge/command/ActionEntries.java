package io.taskbridge.command;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.publication.Batch;
import io.taskbridge.task.Actions;
import io.taskbridge.task.Json;
import io.taskbridge.task.OpenAction;
import io.taskbridge.task.Steering;
import io.taskbridge.task.TaskEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the ledger knows of actions, and what is to become durable of them. */
final class ActionEntries {
  /** The code of an action that was not wanted, as the API would give it. */
  private static final int REFUSED = 400;

  private final Ledger ledger;

  ActionEntries(Ledger ledger) {
    this.ledger = ledger;
  }

  Optional<LedgerEntry> find(Place place) {
    return ledger.find(place.partition(), place.requestId());
  }

  /** The entry of a request that is known to have one. */
  LedgerEntry get(Place place) {
    return find(place).orElseThrow();
  }

  /** Whether this is what the ledger knows of the open action. */
  boolean isOpen(Place place, OpenAction action) {
    return find(place).map(entry -> action.equals(entry.steering().open())).orElse(false);
  }

  /**
   * A request is steered differently from now on.
   *
   * @param told what the outside hears of it
   */
  static Batch steered(LedgerEntry entry, UnaryOperator<Steering> change, List<TaskEvent> told) {
    return Batch.of(entry.partition())
        .put(entry.steered(change.apply(entry.steering())))
        .tell(told)
        .build();
  }

  /** The open action ended with this sentence of the API: it does not want it. */
  static Batch refused(LedgerEntry entry, String sentence, Instant now) {
    List<TaskEvent> told = new ArrayList<>();
    Steering after =
        Actions.finished(
            entry.subject(), entry.steering(), REFUSED, Json.ofText(sentence), told, now);
    return steered(entry, steering -> after, told);
  }
}
