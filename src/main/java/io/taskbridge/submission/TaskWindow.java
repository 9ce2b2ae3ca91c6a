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
  private static final int MOST_PAGES = 200;

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
    return page(from.minus(ApiTime.TOLERANCE), before, new LinkedHashMap<>(), 1);
  }

  private CompletionStage<Listing> page(
      Instant from, OptionalLong before, Map<TaskId, TaskSnapshot> found, int number) {
    return api.list(before, PAGE)
        .thenCompose(
            outcome ->
                outcome instanceof ApiOutcome.Ok<List<TaskSnapshot>> ok
                    ? next(from, before, found, number, ok.value())
                    : done(found, false, outcome));
  }

  private CompletionStage<Listing> next(
      Instant from,
      OptionalLong before,
      Map<TaskId, TaskSnapshot> found,
      int number,
      List<TaskSnapshot> page) {
    int known = found.size();
    page.forEach(task -> found.put(task.id(), task));
    boolean reached =
        page.stream()
            .anyMatch(t -> t.createdAt() != null && ApiTime.instant(t.createdAt()).isBefore(from));
    if (page.size() < PAGE || reached) {
      return done(found, true, null);
    }
    Long oldest = page.get(page.size() - 1).createdAt();
    // One more than the oldest: others may share its time, and are recognised by their ids.
    OptionalLong further = oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest + 1);
    boolean stuck = oldest == null || further.equals(before) && found.size() == known;
    return stuck || number == MOST_PAGES
        ? done(found, false, null)
        : page(from, further, found, number + 1);
  }

  private static CompletionStage<Listing> done(
      Map<TaskId, TaskSnapshot> found, boolean complete, ApiOutcome<?> failure) {
    return CompletableFuture.completedFuture(
        new Listing(List.copyOf(found.values()), complete, failure));
  }
}
