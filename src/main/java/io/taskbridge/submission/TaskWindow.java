package io.taskbridge.submission;

import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lists the tasks of the account from now back to some moment. */
final class TaskWindow {
  private static final int PAGE = 128;
  private static final int MOST_TASKS = 200 * PAGE;

  private final TaskApi api;

  TaskWindow(TaskApi api) {
    this.api = api;
  }

  /**
   * What was listed.
   *
   * @param complete false when the API did not answer, or there was no end to it
   * @param failure what the API said instead; null when it answered
   */
  record Listing(List<TaskSnapshot> tasks, boolean complete, ApiOutcome<?> failure) {}

  /**
   * Lists them.
   *
   * @param from by the API's clock
   * @param before creation time with which to begin; empty for now
   */
  CompletionStage<Listing> since(Instant from, OptionalLong before) {
    return page(new Run(from.minus(ApiTime.TOLERANCE), new LinkedHashMap<>()), before, PAGE, 0);
  }

  /**
   * @param limit so many at once
   * @param listed so many were listed before, those that came twice included
   */
  private CompletionStage<Listing> page(Run run, OptionalLong before, int limit, int listed) {
    return api.list(before, limit)
        .thenCompose(
            outcome ->
                outcome instanceof ApiOutcome.Ok<List<TaskSnapshot>> ok
                    ? next(run, before, limit, listed, ok.value())
                    : isUnreadable(outcome)
                        ? shorter(run, before, limit, listed)
                        : run.done(false, outcome));
  }

  /** It answers, but with more than the bridge takes, or cut off in the middle. */
  private static boolean isUnreadable(ApiOutcome<?> outcome) {
    return outcome instanceof ApiOutcome.Ambiguous<?> a && a.httpStatus() / 100 == 2;
  }

  /** If not even one can be read, the list has no end for us. */
  private CompletionStage<Listing> shorter(Run run, OptionalLong before, int limit, int listed) {
    return limit == 1 ? run.done(false, null) : page(run, before, limit / 2, listed);
  }

  private CompletionStage<Listing> next(
      Run run, OptionalLong before, int limit, int listed, List<TaskSnapshot> page) {
    int known = run.found().size();
    page.forEach(task -> run.found().put(task.id(), task));
    if (page.size() < limit || run.reachedBy(page)) {
      return run.done(true, null);
    }
    Long oldest = page.get(page.size() - 1).createdAt();
    // One more than the oldest: others may share its time, and are recognised by their ids.
    OptionalLong further = oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest + 1);
    boolean stuck = oldest == null || further.equals(before) && run.found().size() == known;
    int all = listed + page.size();
    if (stuck || all >= MOST_TASKS) {
      return run.done(false, null);
    }
    // Only some are long; and a page of one would find the one it begins with, again and again.
    return page(run, further, Math.min(PAGE, 2 * limit), all);
  }

  /**
   * One list.
   *
   * @param from by the API's clock
   * @param found what was listed so far
   */
  private record Run(Instant from, Map<TaskId, TaskSnapshot> found) {
    private boolean reachedBy(List<TaskSnapshot> page) {
      return page.stream()
          .anyMatch(t -> t.createdAt() != null && ApiTime.instant(t.createdAt()).isBefore(from));
    }

    private CompletionStage<Listing> done(boolean complete, ApiOutcome<?> failure) {
      return CompletableFuture.completedFuture(
          new Listing(List.copyOf(found.values()), complete, failure));
    }
  }
}
