package io.taskbridge.ledger;

import io.taskbridge.task.RequestId;

/** Follows the tasks that run at the API. */
public interface Follower {
  /** Something is about to happen in this task: it is asked about now, whenever it was its turn. */
  void soon(int partition, RequestId requestId);
}
