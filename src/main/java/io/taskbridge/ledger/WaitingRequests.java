package io.taskbridge.ledger;

import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Stop;
import java.util.Optional;

/** Requests that were read and wait for their submission: for the ledger they are not there yet. */
public interface WaitingRequests {
  /** How such a request is to be treated; empty when none of this id waits. */
  Optional<RequestOptions> find(int partition, RequestId requestId);

  /** Ends a request that waits without submitting it. */
  void withdraw(int partition, RequestId requestId, Stop reason);
}
