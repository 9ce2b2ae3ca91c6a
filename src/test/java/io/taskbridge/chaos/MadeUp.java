package io.taskbridge.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Made-up evidence: by default that of a run in which everything went well. */
final class MadeUp {
  final List<SentRequest> requests = new ArrayList<>();
  final List<Output> outputs = new ArrayList<>();
  final List<PaidTask> tasks = new ArrayList<>();

  List<Finding> judged() {
    return Judge.judge(requests, outputs, tasks);
  }

  List<Finding.Rule> brokenRules() {
    return judged().stream().map(Finding::rule).distinct().toList();
  }

  /** A request that went well, with a task of the name {@code t-<id>}. */
  MadeUp done(String id) {
    request(id, SentRequest.Kind.PLAIN, false);
    task("t-" + id, id);
    status(id, 1, "waiting", null);
    status(id, 2, "done", "waiting");
    result(id, "done", "t-" + id);
    return this;
  }

  /** A request whose task made one tool call of the name {@code call}, published and answered. */
  MadeUp withCall(String id) {
    done(id);
    tasks.remove(tasks.size() - 1);
    task("t-" + id, id, List.of("call"), List.of(new PaidTask.Reply("call", 200, true)));
    call(id, "call", 1);
    return this;
  }

  MadeUp request(String id, SentRequest.Kind kind, boolean resubmits) {
    requests.add(new SentRequest(id, kind, 0, resubmits));
    return this;
  }

  MadeUp task(String taskId, String requestId) {
    return task(taskId, requestId, List.of(), List.of());
  }

  MadeUp task(String taskId, String requestId, List<String> calls, List<PaidTask.Reply> answers) {
    tasks.add(new PaidTask(taskId, requestId, 1, "200", calls, answers));
    return this;
  }

  MadeUp status(String id, int sequence, String status, String previous) {
    ObjectNode value = about(id);
    value.put("sequence", sequence).put("status", status).put("previous_status", previous);
    return output(ChaosTopics.STATUS, id + "/status/" + sequence, value);
  }

  MadeUp result(String id, String status, String taskId) {
    return output(
        ChaosTopics.RESULTS,
        id + "/result",
        about(id).put("status", status).put("task_id", taskId));
  }

  /** A result that nobody can tell, with its dead letter. */
  MadeUp ambiguous(String id, String... candidates) {
    ObjectNode value = about(id).put("status", Judge.AMBIGUOUS).putNull("task_id");
    List.of(candidates)
        .forEach(value.putObject("error").putObject("detail").putArray("candidates")::add);
    output(ChaosTopics.RESULTS, id + "/result", value);
    return letter(id);
  }

  MadeUp call(String id, String callId, int number) {
    return output(
        ChaosTopics.TOOL_REQUESTS,
        id + "/tool/" + number,
        about(id).put("task_id", "t-" + id).put("call_id", callId));
  }

  MadeUp letter(String id) {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.putObject("bridge").put("request_id", id);
    Map<String, String> headers =
        Map.of(
            "dead-letter-topic",
            ChaosTopics.REQUESTS,
            "dead-letter-partition",
            "0",
            "dead-letter-offset",
            id);
    return add(ChaosTopics.DEAD_LETTERS, headers, value);
  }

  /** Takes out the records of a topic. */
  MadeUp without(String topic) {
    outputs.removeIf(output -> output.topic().equals(topic));
    return this;
  }

  private MadeUp output(String topic, String ceId, ObjectNode value) {
    return add(topic, Map.of("ce_id", ceId), value);
  }

  private MadeUp add(String topic, Map<String, String> headers, ObjectNode value) {
    outputs.add(new Output(topic, 0, outputs.size(), 1, "key", headers, value));
    return this;
  }

  private static ObjectNode about(String id) {
    return JsonNodeFactory.instance.objectNode().put("request_id", id);
  }
}
