package io.taskbridge.polling;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The tasks that are asked about, by the name under which the API lists them. Should the API give
 * two requests the same task, both are watched.
 */
final class Watches {
  private final Map<TaskId, Watch> byTask = new HashMap<>();
  private int size;

  /** The watch of this request; null when there is none. */
  Watch find(TaskId taskId, int partition, RequestId requestId) {
    Watch watch = byTask.get(taskId);
    while (watch != null
        && !(watch.partition() == partition && watch.requestId().equals(requestId))) {
      watch = watch.twin();
    }
    return watch;
  }

  /** Adds one; the entry must have a task, and none may be there for it. */
  Watch add(LedgerEntry entry) {
    Watch watch = new Watch(entry);
    watch.twin(byTask.put(watch.taskId(), watch));
    size++;
    return watch;
  }

  /** Whether this very watch is still wanted. */
  boolean contains(Watch watch) {
    return find(watch.taskId(), watch.partition(), watch.requestId()) == watch;
  }

  void remove(Watch watch) {
    Watch first = byTask.get(watch.taskId());
    if (first == watch) {
      if (watch.twin() == null) {
        byTask.remove(watch.taskId());
      } else {
        byTask.put(watch.taskId(), watch.twin());
      }
      size--;
      return;
    }
    for (Watch each = first; each != null; each = each.twin()) {
      if (each.twin() == watch) {
        each.twin(watch.twin());
        size--;
      }
    }
  }

  /** Hands over everything that follows this task of the API. */
  void forEach(TaskId taskId, Consumer<Watch> action) {
    for (Watch watch = byTask.get(taskId); watch != null; ) {
      // What is done with it may take it out of the chain.
      Watch next = watch.twin();
      action.accept(watch);
      watch = next;
    }
  }

  /** Takes out everything of a partition. */
  List<Watch> release(int partition) {
    List<Watch> released = new ArrayList<>();
    for (Iterator<Watch> heads = byTask.values().iterator(); heads.hasNext(); ) {
      for (Watch watch = heads.next(); watch != null; watch = watch.twin()) {
        if (watch.partition() == partition) {
          released.add(watch);
        }
      }
    }
    released.forEach(this::remove);
    return released;
  }

  int size() {
    return size;
  }
}
