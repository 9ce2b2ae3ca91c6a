package io.taskbridge.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.sandbox.api.RecordedTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares what the bridge published with what the API says that it was asked: the same tasks, the
 * same calls, the same ends, each once.
 */
final class Judge {
  private final Outputs outputs;
  private final Map<String, List<ApiRecord.Call>> submissions = new HashMap<>();
  private final Map<String, RecordedTask> tasks = new HashMap<>();
  private final List<String> findings = new ArrayList<>();

  private Judge(Outputs outputs, ApiRecord record) {
    this.outputs = outputs;
    for (ApiRecord.Call call : record.calls()) {
      if (call.isSubmission()) {
        submissions.computeIfAbsent(ref(Json.read(call.body())), id -> new ArrayList<>()).add(call);
      }
    }
  }

  /** A sentence for everything that is not as it should be. */
  static List<String> findings(List<Case> cases, Sandbox sandbox) {
    Judge judge = new Judge(sandbox.outputs(), sandbox.record());
    judge.findings.addAll(Promises.broken(sandbox.outputs()));
    for (RecordedTask task : sandbox.api().tasks()) {
      if (judge.tasks.put(ref(task.request()), task) != null) {
        judge.findings.add(ref(task.request()) + " became two tasks");
      }
    }
    cases.forEach(judge::judge);
    long expected = cases.stream().filter(each -> !each.rejected()).count();
    judge.expect("tasks at the API", expected, (long) judge.tasks.size());
    judge.expect("results", (long) cases.size(), judge.count(Outputs.RESULTS));
    judge.expect("dead letters", cases.size() - expected, judge.count(Outputs.DEAD_LETTERS));
    return judge.findings;
  }

  /**
   * A request and what has to come of it.
   *
   * @param status of its result
   * @param calls tool calls that its agent makes
   */
  record Case(Request request, Sent sent, String status, int calls) {
    boolean rejected() {
      return status.equals("rejected");
    }
  }

  private void judge(Case each) {
    String id = each.request().id();
    List<Output> results = outputs.find(Outputs.RESULTS, id);
    List<ApiRecord.Call> posts = submissions.getOrDefault(id, List.of());
    expect(id + ": results", 1, results.size());
    expect(id + ": submissions", 1, posts.size());
    if (results.size() != 1 || posts.size() != 1) {
      return;
    }
    expect(id + ": status", each.status(), results.get(0).text("status"));
    expect(id + ": body", each.request().bodyForTheApi(), Json.read(posts.get(0).body()));
    if (!Arrays.equals(each.request().keyBytes(), results.get(0).key())) {
      findings.add(id + ": the key of its result is " + results.get(0).keyText());
    }
    if (each.rejected()) {
      rejected(each);
    } else {
      asAtTheApi(each, results.get(0), tasks.get(id));
    }
  }

  private void rejected(Case each) {
    List<Output> letters = outputs.deadLetters(each.sent());
    expect(each.request().id() + ": dead letters", 1, letters.size());
    for (Output letter : letters) {
      if (!Arrays.equals(letter.record().value(), each.sent().record().value())) {
        findings.add(each.request().id() + ": its dead letter is not as it was: " + letter);
      }
    }
  }

  private void asAtTheApi(Case each, Output result, RecordedTask task) {
    String id = each.request().id();
    expect(id + ": task", task.id(), result.text("task_id"));
    expect(id + ": output", task.output(), result.at("/output"));
    expect(id + ": end at the API", task.status(), result.text("status"));
    List<Output> statuses = outputs.find(Outputs.STATUS, id);
    Output last = statuses.get(statuses.size() - 1);
    expect(id + ": last status", result.text("status"), last.text("status"));
    expect(
        id + ": recording", true, String.valueOf(last.text("recording_url")).contains(task.id()));
    toolCalls(each, task);
  }

  private void toolCalls(Case each, RecordedTask task) {
    String id = each.request().id();
    List<RecordedTask.Event> made =
        task.events().stream().filter(event -> event.name().equals("tool_call")).toList();
    expect(id + ": tool calls", each.calls(), made.size());
    expect(
        id + ": published calls",
        made.stream().map(RecordedTask.Event::id).sorted().toList(),
        outputs.find(Outputs.TOOL_REQUESTS, id).stream()
            .map(call -> call.text("call_id"))
            .sorted()
            .toList());
    expect(id + ": replies at the API", each.calls(), task.replies().size());
    task.replies().stream()
        .filter(reply -> !reply.accepted())
        .forEach(reply -> findings.add(id + ": a reply that the API did not want: " + reply));
  }

  private long count(String topic) {
    return outputs.find(topic).size();
  }

  private void expect(String what, Object wanted, Object found) {
    if (!Objects.equals(wanted, found)) {
      findings.add(what + ": " + found + ", not " + wanted);
    }
  }

  private static String ref(JsonNode body) {
    return body.path("metadata").path(Request.REF).asText();
  }
}
