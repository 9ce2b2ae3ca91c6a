package io.taskbridge.chaos;

import io.taskbridge.chaos.FailpointReport.Kill;
import io.taskbridge.chaos.Finding.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Judges a kill by what is documented for its point, beyond what holds for all requests. */
final class FailpointJudge {
  private static final String CLOSED = "TOOL_CALL_CLOSED";

  private final List<Output> outputs;
  private final List<PaidTask> tasks;
  private final Map<String, Integer> replies;

  /**
   * @param replies how many records there are for each correlation id
   */
  FailpointJudge(List<Output> outputs, List<PaidTask> tasks, Map<String, Integer> replies) {
    this.outputs = List.copyOf(outputs);
    this.tasks = List.copyOf(tasks);
    this.replies = Map.copyOf(replies);
  }

  List<Finding> judge(Kill kill) {
    List<String> wrong = new ArrayList<>();
    // Nothing but one request was under way, so there is never a doubt.
    if (!kill.result().equals("done")) {
      wrong.add("it ended as " + kill.result());
    }
    List<PaidTask> made =
        tasks.stream().filter(task -> task.requestId().equals(kill.requestId())).toList();
    if (made.size() != 1) {
      wrong.add("its tasks are " + made);
    } else if (made.get(0).receivedMs() < kill.killedMs() != kill.point().task().madeBefore()) {
      wrong.add("killed at " + kill.killedMs() + " its task is " + made);
    }
    if (kill.point().task().callsATool()) {
      replies(kill, wrong);
    }
    return wrong.stream()
        .map(what -> kill.point() + " " + kill.requestId() + ": " + what)
        .map(what -> new Finding(Rule.NOT_AS_DOCUMENTED, what))
        .toList();
  }

  private void replies(Kill kill, List<String> wrong) {
    long records =
        replies.entrySet().stream()
            .filter(each -> isOf(kill, each.getKey()))
            .mapToInt(Map.Entry::getValue)
            .sum();
    int expected = kill.point().task().isForwarded() ? 2 : 1;
    if (records != expected) {
      wrong.add(records + " records with its reply instead of " + expected);
    }
    List<String> letters =
        outputs.stream()
            .filter(output -> output.topic().equals(ChaosTopics.DEAD_LETTERS))
            .filter(letter -> isOf(kill, letter.text("correlation_id")))
            .map(letter -> letter.headers().toString())
            .toList();
    boolean allClosed = letters.stream().allMatch(headers -> headers.contains(CLOSED));
    if (!kill.point().task().mayBeSetAside(letters.size()) || !allClosed) {
      wrong.add("of its replies are set aside: " + letters);
    }
  }

  private static boolean isOf(Kill kill, String correlationId) {
    return correlationId.endsWith(":" + kill.requestId());
  }
}
