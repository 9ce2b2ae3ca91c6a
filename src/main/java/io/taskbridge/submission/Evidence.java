package io.taskbridge.submission;

import io.taskbridge.ledger.Strays.Window;
import io.taskbridge.submission.LedgerSurvey.GivenUp;
import io.taskbridge.submission.LedgerSurvey.Intent;
import io.taskbridge.submission.LedgerSurvey.Survey;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What is known when submissions without a clear answer are judged: tasks that the API lists and no
 * ledger knows, and every submission that may have made them. The API does not tell what a task was
 * asked to do, so only time and device say what may belong together. Pure.
 *
 * @param strangers tasks that no ledger knows
 * @param strays tasks that were cancelled for some request, or named when it ended
 * @param rivals intents of all replicas
 * @param givenUp when submissions that were given up without a look may have made a task
 * @param grace how long after its intent a submission may still make a task
 */
record Evidence(
    List<Stranger> strangers,
    Set<TaskId> strays,
    List<Rival> rivals,
    List<GivenUp> givenUp,
    Duration grace) {
  /**
   * A task that no ledger knows.
   *
   * @param created by the API's clock; null when the API did not say
   * @param device null when the API did not say
   */
  record Stranger(TaskId id, Instant created, String device) {
    static Stranger of(TaskSnapshot task) {
      Instant created = task.createdAt() == null ? null : ApiTime.instant(task.createdAt());
      return new Stranger(task.id(), created, task.device());
    }

    private boolean mayBeMadeIn(Window window) {
      return created == null
          || !created.plus(ApiTime.TOLERANCE).isBefore(window.from())
              && !created.minus(ApiTime.TOLERANCE).isAfter(window.until());
    }
  }

  /**
   * A submission that may have made a task.
   *
   * @param madeIn then, by the API's clock
   */
  record Rival(Intent intent, Window madeIn) {}

  Evidence {
    strangers = List.copyOf(strangers);
    strays = Set.copyOf(strays);
    rivals = List.copyOf(rivals);
    givenUp = List.copyOf(givenUp);
  }

  static Evidence of(List<TaskSnapshot> listed, Survey survey, ApiClock clock, Duration grace) {
    List<Stranger> strangers =
        listed.stream()
            .filter(task -> !survey.knownTasks().contains(task.id()))
            .map(Stranger::of)
            .toList();
    List<Rival> rivals =
        survey.intents().stream()
            .map(intent -> new Rival(intent, clock.madeIn(intent.at(), intent.byApi())))
            .toList();
    return new Evidence(strangers, survey.strayTasks(), rivals, survey.givenUp(), grace);
  }

  /**
   * Judges one.
   *
   * @param madeIn when it may have made a task, by the API's clock
   */
  Verdict judge(Unclear unclear, Window madeIn, Instant now) {
    List<Stranger> candidates = candidates(unclear, madeIn);
    if (candidates.isEmpty()) {
      return new Verdict.NoCandidate();
    }
    List<Intent> others =
        rivals.stream()
            .filter(rival -> !unclear.is(rival.intent()))
            .filter(rival -> candidates.stream().anyMatch(c -> c.mayBeMadeIn(rival.madeIn())))
            .map(Rival::intent)
            .toList();
    if (others.isEmpty() && candidates.size() == 1 && !mayBeAStray(candidates.get(0), unclear)) {
      return new Verdict.Adopt(candidates.get(0).id());
    }
    return others.stream()
        .map(other -> other.at().plus(grace))
        .filter(now::isBefore)
        .max(Instant::compareTo)
        .<Verdict>map(Verdict.Wait::new)
        .orElseGet(() -> new Verdict.Undecidable(candidates.stream().map(Stranger::id).toList()));
  }

  /** Tasks that it may have made. */
  List<Stranger> candidates(Unclear unclear, Window madeIn) {
    return strangers.stream()
        .filter(task -> !unclear.cancelledBefore().contains(task.id()))
        .filter(task -> task.mayBeMadeIn(madeIn))
        .filter(task -> fits(unclear, task))
        .toList();
  }

  /**
   * Whether somebody else's submission may have left it behind: whoever named it may have it
   * cancelled at any moment, and who gave up a submission without a look may have made it. What the
   * request itself gave up is no reason: whichever of its submissions made the task, it is its.
   */
  private boolean mayBeAStray(Stranger task, Unclear unclear) {
    return strays.contains(task.id())
        || givenUp.stream().anyMatch(each -> !unclear.is(each) && task.mayBeMadeIn(each.window()));
  }

  private static boolean fits(Unclear unclear, Stranger task) {
    return task.device() == null || task.device().equals(unclear.request().device());
  }
}
