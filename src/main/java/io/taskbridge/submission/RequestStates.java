package io.taskbridge.submission;

import io.taskbridge.ledger.Ledger;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.task.Steering;
import io.taskbridge.task.TaskRequest;

/** What the ledger and the backlogs say of a request that is being submitted. */
final class RequestStates {
  private final Ledger ledger;
  private final Backlogs backlogs;

  RequestStates(Ledger ledger, Backlogs backlogs) {
    this.ledger = ledger;
    this.backlogs = backlogs;
  }

  /** A partition that was lost and came back has a new backlog: the old one's work is void. */
  boolean stillOurs(TaskRequest request, Backlog backlog) {
    return backlogs.of(request.partition()).orElse(null) == backlog;
  }

  /** Whether it is ours and nobody decided about it meanwhile. */
  boolean stillWaits(TaskRequest request, Backlog backlog) {
    return backlog.find(request.id()).orElse(null) == request && stillOurs(request, backlog);
  }

  Steering steering(TaskRequest request) {
    return ledger
        .find(request.partition(), request.id())
        .map(LedgerEntry::steering)
        .orElse(Steering.NONE);
  }

  /** What its submissions may have left behind, as far as it is known. */
  Strays strays(TaskRequest request) {
    return ledger
        .find(request.partition(), request.id())
        .map(LedgerEntry::strays)
        .orElse(Strays.NONE);
  }

  /** How its submission was announced; there must be an intent. */
  Phase.Submitting intent(TaskRequest request) {
    return ledger
        .find(request.partition(), request.id())
        .map(entry -> (Phase.Submitting) entry.phase())
        .orElseThrow();
  }
}
