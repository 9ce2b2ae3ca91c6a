package io.taskbridge.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.sandbox.api.RecordedTask;
import io.taskbridge.sandbox.api.SimulatedTaskApi;
import java.util.ArrayList;
import java.util.List;

/** What the simulated API says that it was asked. */
final class ApiRecord {
  /** Calls that the API keeps in its log. */
  static final int CALLS = 100_000;

  private final SimulatedTaskApi api;

  ApiRecord(SimulatedTaskApi api) {
    this.api = api;
  }

  /**
   * A call of the API.
   *
   * @param answer the HTTP status, or the name of the fault that took its place
   * @param traceparent W3C trace context as it came; "null" for none
   */
  record Call(
      String method, String path, String body, String answer, String traceparent, long atMs) {

    boolean isSubmission() {
      return method.equals("POST") && path.equals("/task");
    }
  }

  /** The tasks that a request became; one, if all is well. */
  List<RecordedTask> tasks(Request request) {
    return api.tasks().stream().filter(task -> isOf(task.request(), request)).toList();
  }

  RecordedTask task(Request request) {
    List<RecordedTask> tasks = tasks(request);
    if (tasks.size() != 1) {
      throw new AssertionError(request.id() + " became " + tasks.size() + " tasks");
    }
    return tasks.get(0);
  }

  /** Every attempt to submit the request, refused ones included. */
  List<Call> submissions(Request request) {
    return calls().stream()
        .filter(Call::isSubmission)
        .filter(call -> isOf(Json.read(call.body()), request))
        .toList();
  }

  /** Every question about a task. */
  List<Call> questions(RecordedTask task) {
    return calls().stream()
        .filter(call -> call.method().equals("GET") && call.path().equals("/task/" + task.id()))
        .toList();
  }

  /** Every call so far. */
  List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (JsonNode call : Json.read(Http.get(api.rootUrl() + "/record/requests").body())) {
      calls.add(
          new Call(
              call.path("method").asText(),
              call.path("path").asText(),
              call.path("body").asText(),
              call.path("answer").asText(),
              call.path("traceparent").asText(),
              call.path("at_ms").asLong()));
    }
    return calls;
  }

  private static boolean isOf(JsonNode body, Request request) {
    return body.path("metadata").path(Request.REF).asText().equals(request.id());
  }
}
