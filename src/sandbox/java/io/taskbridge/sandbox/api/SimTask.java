package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.sandbox.api.RecordedTask.Cancel;
import io.taskbridge.sandbox.api.RecordedTask.Event;
import io.taskbridge.sandbox.api.RecordedTask.Reply;
import io.taskbridge.sandbox.api.RecordedTask.StatusChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One task at the simulated API. Mutable, and touched by the event loop only.
 *
 * <p>The request is kept as its bytes: a load test leaves many of them.
 */
final class SimTask {

  final long sequence;
  final String id;
  final long createdMs;
  final long receivedNs;
  final byte[] body;
  final TaskScript script;
  final TaskTraits traits;
  final EventLog events = new EventLog();
  final List<StatusChange> statuses = new ArrayList<>(3);
  final List<Reply> replies = new ArrayList<>(0);
  final List<Cancel> cancels = new ArrayList<>(0);
  final List<HeldGet> held = new ArrayList<>(0);
  final FaultList faults;

  /** Tool calls that wait for a reply, by event id. */
  final Map<String, String> openCalls = new LinkedHashMap<>(2);

  final List<Reply> toolReplies = new ArrayList<>(0);

  SimStatus status = SimStatus.WAITING;
  long finishedMs;
  JsonNode output;
  Integer creditsUsed;
  String submitAnswer;

  /** Whether the API no longer knows the task: its script says so, or everything was reset. */
  boolean forgotten;

  /** What goes on when the open calls are answered; null when nothing waits for them. */
  Runnable onCallsAnswered;

  /** Set for a session. */
  Session session;

  SimTask(
      long sequence, String id, long createdMs, Call call, TaskScript script, TaskTraits traits) {
    this.sequence = sequence;
    this.id = id;
    this.createdMs = createdMs;
    this.receivedNs = call.receivedNs();
    this.body = call.body();
    this.script = script;
    this.traits = traits;
    this.faults = new FaultList(script.faults());
  }

  boolean isOpen() {
    return !status.isTerminal() && !forgotten;
  }

  RecordedTask recorded() {
    try {
      return new RecordedTask(
          sequence,
          id,
          Json.MAPPER.readTree(body),
          createdMs,
          receivedNs,
          forgotten ? "lost" : status.wire(),
          output,
          List.copyOf(statuses),
          events.all().stream()
              .map(e -> new Event(e.name(), e.id(), e.payload(), e.timestamp()))
              .toList(),
          List.copyOf(replies),
          List.copyOf(cancels),
          submitAnswer);
    } catch (IOException e) {
      throw new UncheckedIOException("an accepted request is no longer JSON", e);
    }
  }
}
