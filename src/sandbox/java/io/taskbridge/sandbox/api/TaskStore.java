package io.taskbridge.sandbox.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** All tasks, in the order of their creation. */
final class TaskStore {

  private final Map<String, SimTask> byId = new HashMap<>();
  private List<SimTask> inOrder = new ArrayList<>();
  private long sequence;
  private long lastCreatedMs;
  private int open;
  private int mostOpen;
  private int trimAt;

  SimTask create(Call call, TaskScript script, TaskTraits traits, int keep) {
    lastCreatedMs = Math.max(lastCreatedMs, call.receivedMs());
    SimTask task = new SimTask(++sequence, newId(), lastCreatedMs, call, script, traits);
    byId.put(task.id, task);
    inOrder.add(task);
    mostOpen = Math.max(mostOpen, ++open);
    forgetOld(keep);
    return task;
  }

  /** The task with this id; null when there is none, or the API lost it. */
  SimTask find(String id) {
    SimTask task = byId.get(id);
    return task == null || task.forgotten ? null : task;
  }

  /** The task with this id, a lost one too; null when there never was one. */
  SimTask findForRecord(String id) {
    return byId.get(id);
  }

  /** A page of tasks created strictly before a time, newest first. */
  List<SimTask> newestBefore(long createdMsExclusive, int limit) {
    List<SimTask> page = new ArrayList<>(limit);
    for (int i = firstNotBefore(createdMsExclusive) - 1; i >= 0 && page.size() < limit; i--) {
      if (!inOrder.get(i).forgotten) {
        page.add(inOrder.get(i));
      }
    }
    return page;
  }

  /** A page of all tasks by sequence, oldest first, for the record. */
  List<SimTask> after(long sequenceExclusive, int limit) {
    int from = 0;
    for (int to = inOrder.size(); from < to; ) {
      int middle = (from + to) >>> 1;
      if (inOrder.get(middle).sequence <= sequenceExclusive) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return List.copyOf(inOrder.subList(from, Math.min(inOrder.size(), from + limit)));
  }

  List<SimTask> all() {
    return inOrder;
  }

  void closed() {
    open--;
  }

  int open() {
    return open;
  }

  int mostOpen() {
    return mostOpen;
  }

  long created() {
    return sequence;
  }

  void clear() {
    inOrder.forEach(task -> task.forgotten = true);
    byId.clear();
    inOrder = new ArrayList<>();
    sequence = 0;
    open = 0;
    mostOpen = 0;
    trimAt = 0;
  }

  private int firstNotBefore(long createdMs) {
    int from = 0;
    for (int to = inOrder.size(); from < to; ) {
      int middle = (from + to) >>> 1;
      if (inOrder.get(middle).createdMs < createdMs) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Drops the oldest finished tasks, a quarter at a time so that it costs little per task. */
  private void forgetOld(int keep) {
    if (keep == 0 || inOrder.size() < Math.max(trimAt, keep + keep / 4 + 1)) {
      return;
    }
    int tooMany = inOrder.size() - keep;
    List<SimTask> kept = new ArrayList<>(keep);
    for (SimTask task : inOrder) {
      if (tooMany > 0 && !task.isOpen()) {
        byId.remove(task.id);
        tooMany--;
      } else {
        kept.add(task);
      }
    }
    inOrder = kept;
    trimAt = kept.size() + keep / 4 + 1;
  }

  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
