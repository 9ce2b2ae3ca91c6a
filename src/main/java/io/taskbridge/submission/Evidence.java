package io.taskbridge.submission;

import io.taskbridge.ledger.Strays.Window;
import io.taskbridge.submission.LedgerSurvey.GivenUp;
import io.taskbridge.submission.LedgerSurvey.Intent;
import io.taskbridge.submission.LedgerSurvey.Survey;
import io.taskbridge.task.TaskId;
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
 * @param intents of all replicas
 * @param givenUp when submissions that were given up without a look may have made a task
 * @param grace how long after its intent a submission may still make a task
 */
record Evidence(
    List<Stranger> strangers,
    Set<TaskId> strays,
    List<Intent> intents,
    List<GivenUp> givenUp,
    Duration grace) {
  /**
   * A task that no ledger knows.
   *
   * @param earliest when it may have been created, by our clock; null when the API did not say
   * @param latest the same
   * @param device null when the API did not say
   */
  record Stranger(TaskId id, Instant earliest, Instant latest, String device) {}

  Evidence {
    strangers = List.copyOf(strangers);
    strays = Set.copyOf(strays);
    intents = List.copyOf(intents);
    givenUp = List.copyOf(givenUp);
  }

  static Evidence of(List<Stranger> listed, Survey survey, Duration grace) {
    List<Stranger> strangers =
        listed.stream().filter(task -> !survey.knownTasks().contains(task.id())).toList();
    return new Evidence(strangers, survey.strayTasks(), survey.intents(), survey.givenUp(), grace);
  }

  Verdict judge(Unclear unclear, Instant now) {
    List<Stranger> candidates =
        strangers.stream()
            .filter(task -> !unclear.cancelledBefore().contains(task.id()))
            .filter(task -> mayHaveMade(unclear.intentAt(), task))
            .filter(task -> fits(unclear, task))
            .toList();
    if (candidates.isEmpty()) {
      return new Verdict.NoCandidate();
    }
    List<Intent> rivals =
        intents.stream()
            .filter(intent -> !unclear.is(intent))
            .filter(intent -> candidates.stream().anyMatch(c -> mayHaveMade(intent.at(), c)))
            .toList();
    if (rivals.isEmpty() && candidates.size() == 1 && !mayBeAStray(candidates.get(0), unclear)) {
      return new Verdict.Adopt(candidates.get(0).id());
    }
    return rivals.stream()
        .map(rival -> rival.at().plus(grace))
        .filter(now::isBefore)
        .max(Instant::compareTo)
        .<Verdict>map(Verdict.Wait::new)
        .orElseGet(() -> new Verdict.Undecidable(candidates.stream().map(Stranger::id).toList()));
  }

  /**
   * Whether somebody else's submission may have left it behind: whoever named it may have it
   * cancelled at any moment, and who gave up a submission without a look may have made it. What the
   * request itself gave up is no reason: whichever of its submissions made the task, it is its.
   */
  private boolean mayBeAStray(Stranger task, Unclear unclear) {
    return strays.contains(task.id())
        || givenUp.stream().anyMatch(each -> !unclear.is(each) && mayHaveMade(each.window(), task));
  }

  private boolean mayHaveMade(Instant intentAt, Stranger task) {
    return mayHaveMade(new Window(intentAt, intentAt.plus(grace)), task);
  }

  private static boolean mayHaveMade(Window window, Stranger task) {
    return task.earliest() == null
        || !task.latest().isBefore(window.from()) && !task.earliest().isAfter(window.until());
  }

  private static boolean fits(Unclear unclear, Stranger task) {
    return task.device() == null || task.device().equals(unclear.request().device());
  }
}
