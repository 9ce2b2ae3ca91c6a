package io.taskbridge.chaos;

import io.taskbridge.chaos.Finding.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what was asked for, what the bridge told, and what the API was asked. Pure.
 *
 * <p>One case is let pass: a second task of a request that allows it ({@code resubmit}).
 */
final class Judge {
  static final String AMBIGUOUS = "ambiguous";
  static final String REJECTED = "rejected";

  private final Map<String, SentRequest> requests = new LinkedHashMap<>();
  private final List<Output> outputs;
  private final List<PaidTask> tasks;
  private final List<Finding> findings = new ArrayList<>();

  /** Results by request; of several, the first. */
  private final Map<String, Output> results = new HashMap<>();

  private Judge(List<SentRequest> requests, List<Output> outputs, List<PaidTask> tasks) {
    requests.forEach(request -> this.requests.put(request.id(), request));
    this.outputs = outputs;
    this.tasks = tasks;
  }

  /**
   * The broken promises; none when all were kept.
   *
   * @param outputs all committed records, those of a partition in their order
   * @param tasks every task that the API ever took
   */
  static List<Finding> judge(
      List<SentRequest> requests, List<Output> outputs, List<PaidTask> tasks) {
    Judge judge = new Judge(requests, outputs, tasks);
    judge.results();
    judge.statuses();
    judge.identities();
    judge.letters();
    judge.tasks();
    judge.findings.addAll(new ToolCallJudge(outputs, tasks, judge.results).findings());
    return List.copyOf(judge.findings);
  }

  private void results() {
    for (Output result : of(ChaosTopics.RESULTS)) {
      SentRequest request = requests.get(result.requestId());
      if (request == null) {
        found(Rule.RESULT_OF_NOBODY, "%s is of %s", result.place(), result.requestId());
        continue;
      }
      Output first = results.putIfAbsent(request.id(), result);
      if (first != null) {
        found(Rule.RESULT_TWICE, "%s: %s, %s", request.id(), first.place(), result.place());
      }
      String status = result.text("status");
      if (!status.equals(request.kind().ending()) && !status.equals(AMBIGUOUS)) {
        found(
            Rule.RESULT_WRONG,
            "%s is %s and ends as %s: %s",
            request.id(),
            request.kind(),
            status,
            result.value());
      }
    }
    for (SentRequest request : requests.values()) {
      if (!results.containsKey(request.id())) {
        found(
            Rule.RESULT_MISSING,
            "%s (%s, partition %d)",
            request.id(),
            request.kind(),
            request.partition());
      }
    }
  }

  private void statuses() {
    Map<String, Output> last = new HashMap<>();
    for (Output status : of(ChaosTopics.STATUS)) {
      String id = status.requestId();
      Output before = last.put(id, status);
      long expected = before == null ? 1 : before.value().path("sequence").asLong() + 1;
      long sequence = status.value().path("sequence").asLong();
      if (sequence != expected) {
        found(
            Rule.STATUS_NOT_IN_ORDER,
            "%s: %d instead of %d at %s",
            id,
            sequence,
            expected,
            status.place());
      }
      String previous = before == null ? "" : before.text("status");
      if (!status.text("previous_status").equals(previous)) {
        found(
            Rule.STATUS_NOT_CHAINED,
            "%s: after '%s' comes one after '%s' at %s",
            id,
            previous,
            status.text("previous_status"),
            status.place());
      }
    }
    results.forEach((id, result) -> lastStatusFits(id, result, last.get(id)));
  }

  private void lastStatusFits(String id, Output result, Output last) {
    String ending = result.text("status");
    boolean wasTask = !ending.equals(REJECTED) && !ending.equals(AMBIGUOUS);
    if (wasTask && (last == null || !last.text("status").equals(ending))) {
      found(
          Rule.STATUS_NOT_CHAINED,
          "%s ended as %s, its last status is %s",
          id,
          ending,
          last == null ? "missing" : last.text("status"));
    }
    if (!wasTask && last != null) {
      found(Rule.STATUS_NOT_CHAINED, "%s has no task by its result, and a status", id);
    }
  }

  private void identities() {
    Map<String, Output> seen = new HashMap<>();
    for (Output output : outputs) {
      Output first = seen.putIfAbsent(output.topic() + " " + output.identity(), output);
      if (first != null) {
        found(Rule.RECORD_TWICE, "%s: %s and %s", output.identity(), first.place(), output.place());
      }
    }
  }

  private void letters() {
    Set<String> told =
        of(ChaosTopics.DEAD_LETTERS).stream()
            .map(letter -> letter.value().path("bridge").path("request_id").asText())
            .collect(Collectors.toSet());
    results.forEach(
        (id, result) -> {
          String status = result.text("status");
          if ((status.equals(REJECTED) || status.equals(AMBIGUOUS)) && !told.contains(id)) {
            found(Rule.LETTER_MISSING, "%s ended as %s", id, status);
          }
        });
  }

  private void tasks() {
    Map<String, List<PaidTask>> byRequest =
        tasks.stream().collect(Collectors.groupingBy(PaidTask::requestId));
    Map<String, PaidTask> byId =
        tasks.stream().collect(Collectors.toMap(PaidTask::id, task -> task));
    byRequest.forEach(this::atMostOne);
    Set<String> named = new HashSet<>();
    results.forEach(
        (id, result) -> {
          String taskId = result.text("task_id");
          if (!taskId.isEmpty()) {
            named.add(taskId);
            String owner = byId.containsKey(taskId) ? byId.get(taskId).requestId() : "nobody";
            if (!owner.equals(id)) {
              found(Rule.TASK_OF_ANOTHER_REQUEST, "%s got %s of %s", id, taskId, owner);
            }
          }
          candidates(result).forEach(named::add);
        });
    for (PaidTask task : tasks) {
      SentRequest request = requests.get(task.requestId());
      if (!named.contains(task.id()) && (request == null || !request.resubmits())) {
        found(Rule.TASK_OF_NOBODY, "no result names %s: %s", task.id(), describe(task));
      }
    }
  }

  private void atMostOne(String id, List<PaidTask> made) {
    SentRequest request = requests.get(id);
    Output result = results.get(id);
    boolean announced = request != null && request.resubmits();
    if (made.size() > 1 && !announced) {
      found(
          Rule.SUBMITTED_TWICE,
          "%s (result %s): %s",
          id,
          result == null ? "missing" : result.text("status"),
          made.stream().map(Judge::describe).collect(Collectors.joining("; ")));
    }
    if (result != null && result.text("status").equals(AMBIGUOUS)) {
      Set<String> candidates = candidates(result);
      for (PaidTask task : made) {
        if (!candidates.contains(task.id()) && !announced) {
          found(
              Rule.TASK_OF_NOBODY,
              "%s is ambiguous, and its task is no candidate: %s",
              id,
              describe(task));
        }
      }
    }
  }

  static Set<String> candidates(Output result) {
    Set<String> ids = new HashSet<>();
    result
        .value()
        .path("error")
        .path("detail")
        .path("candidates")
        .forEach(id -> ids.add(id.asText()));
    return ids;
  }

  private static String describe(PaidTask task) {
    return "%s of %s at %d answered %s"
        .formatted(task.id(), task.requestId(), task.receivedMs(), task.submitAnswer());
  }

  private List<Output> of(String topic) {
    return outputs.stream().filter(output -> output.topic().equals(topic)).toList();
  }

  private void found(Rule rule, String what, Object... about) {
    findings.add(new Finding(rule, what.formatted(about)));
  }
}
