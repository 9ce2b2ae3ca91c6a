package io.taskbridge.app;

import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.task.Subject;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskRequest;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * One line for each step of a request, for whoever follows one: DEBUG, because a log that scrolls
 * with every message is read by nobody. Which request it is stands in fields of these names; what
 * is in it is never told.
 */
@Singleton
class LifecycleLog {
  static final String REQUEST_ID = "requestId";
  static final String TASK_ID = "taskId";
  static final String PARTITION = "partition";

  private static final Logger LOG = Logger.getLogger("io.taskbridge.lifecycle");

  void requestRead(TaskRequest request) {
    if (LOG.isDebugEnabled()) {
      say(request.partition(), request.id().value(), null, "request read");
    }
  }

  /** What became of requests, once it is durable. */
  void durable(Batch batch) {
    if (LOG.isDebugEnabled()) {
      batch.events().forEach(event -> say(batch.partition(), event));
      batch.deadLetters().forEach(letter -> say(batch.partition(), letter));
    }
  }

  private static void say(int partition, TaskEvent event) {
    Subject subject = event.subject();
    String taskId = subject.taskId() == null ? null : subject.taskId().value();
    say(partition, subject.requestId().value(), taskId, words(event));
  }

  private static void say(int partition, DeadLetter letter) {
    say(partition, null, null, letter.position() + " set aside: " + letter.code());
  }

  private static String words(TaskEvent event) {
    if (event instanceof TaskEvent.StatusChanged changed) {
      return "status " + changed.sequence() + ": " + changed.status() + " " + changed.changed();
    }
    if (event instanceof TaskEvent.Finished finished) {
      return "result: " + finished.result().status();
    }
    if (event instanceof TaskEvent.ToolCalled called) {
      return "tool call " + called.call().number() + " published";
    }
    return event.getClass().getSimpleName() + " published";
  }

  private static void say(int partition, String requestId, String taskId, String what) {
    put(REQUEST_ID, requestId);
    put(TASK_ID, taskId);
    put(PARTITION, partition);
    try {
      LOG.debugf("%s (request %s, task %s, partition %d)", what, requestId, taskId, partition);
    } finally {
      MDC.remove(REQUEST_ID);
      MDC.remove(TASK_ID);
      MDC.remove(PARTITION);
    }
  }

  private static void put(String field, Object value) {
    if (value != null) {
      MDC.put(field, value);
    }
  }
}
