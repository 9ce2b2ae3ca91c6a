package io.taskbridge.chaos;

import io.taskbridge.chaos.Finding.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges tool calls: each published once, each answered once. */
final class ToolCallJudge {
  private static final int GOOD = 200;

  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param results by request; tasks that none of them names were not followed, and are not judged
   */
  ToolCallJudge(List<Output> outputs, List<PaidTask> tasks, Map<String, Output> results) {
    Map<String, Integer> published = new HashMap<>();
    outputs.stream()
        .filter(output -> output.topic().equals(ChaosTopics.TOOL_REQUESTS))
        .forEach(
            call ->
                published.merge(
                    call.text("task_id") + " " + call.text("call_id"), 1, Integer::sum));
    for (PaidTask task : tasks) {
      Output result = results.get(task.requestId());
      if (result != null && result.text("task_id").equals(task.id())) {
        task.calls().forEach(call -> judge(task, call, published.get(task.id() + " " + call)));
      }
      task.calls().forEach(call -> published.remove(task.id() + " " + call));
    }
    published
        .keySet()
        .forEach(call -> found(Rule.CALL_OF_NOBODY, "the API knows of no call %s", call));
  }

  List<Finding> findings() {
    return findings;
  }

  private void judge(PaidTask task, String call, Integer published) {
    if (published == null) {
      found(Rule.CALL_NOT_PUBLISHED, "%s of %s", call, task.requestId());
    } else if (published > 1) {
      found(Rule.CALL_PUBLISHED_TWICE, "%s of %s, %d times", call, task.requestId(), published);
    }
    List<PaidTask.Reply> accepted =
        task.answers().stream()
            .filter(answer -> answer.callId().equals(call) && answer.accepted())
            .toList();
    if (accepted.size() > 1) {
      found(Rule.CALL_ANSWERED_TWICE, "%s of %s", call, task.requestId());
    } else if (accepted.isEmpty() || accepted.get(0).code() != GOOD) {
      found(Rule.CALL_NOT_ANSWERED, "%s of %s: %s", call, task.requestId(), task.answers());
    }
  }

  private void found(Rule rule, String what, Object... about) {
    findings.add(new Finding(rule, what.formatted(about)));
  }
}
