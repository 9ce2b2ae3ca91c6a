package io.taskbridge.app;

import io.taskbridge.publication.Batch;
import io.taskbridge.task.AnsweredCall;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.taskapi.CallMonitor;

/**
 * Follows a request through the bridge as one trace. What the ledger keeps of it is the context of
 * its first span, so that every replica can go on with the trace.
 */
interface Traces extends AutoCloseable {
  /** A request was read for the first time; returns it under the trace's context. */
  TaskRequest requestRead(TaskRequest request);

  /** Follows the submissions, beside whoever else hears of calls. */
  CallMonitor calls(CallMonitor others);

  void toolCallAnswered(AnsweredCall call);

  /** Looks for the ends of requests. */
  void durable(Batch batch);

  @Override
  void close();

  /** Nothing is followed: contexts pass through as they came, and no library is even loaded. */
  Traces OFF =
      new Traces() {
        @Override
        public TaskRequest requestRead(TaskRequest request) {
          return request;
        }

        @Override
        public CallMonitor calls(CallMonitor others) {
          return others;
        }

        @Override
        public void toolCallAnswered(AnsweredCall call) {}

        @Override
        public void durable(Batch batch) {}

        @Override
        public void close() {}
      };
}
