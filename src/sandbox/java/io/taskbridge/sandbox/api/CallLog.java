package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts calls by operation and answer; keeps refused submissions and, when asked to, all calls.
 */
final class CallLog {

  /** Refused submissions that are kept with their bodies; older ones are only counted. */
  private static final int REFUSALS = 10_000;

  private final Map<Operation, Map<String, Integer>> counts = new EnumMap<>(Operation.class);
  private final Deque<ObjectNode> refusals = new ArrayDeque<>();
  private final Deque<ObjectNode> calls = new ArrayDeque<>();

  /**
   * Notes an answered call.
   *
   * @param outcome the HTTP status, or the name of the fault that took its place
   * @param keep how many calls the log holds
   */
  void answered(Call call, String outcome, long answeredNs, int keep) {
    counts
        .computeIfAbsent(call.operation(), first -> new TreeMap<>())
        .merge(outcome, 1, Integer::sum);
    if (keep > 0) {
      ObjectNode node = Json.object().put("at_ms", call.receivedMs());
      node.put("method", call.method()).put("path", "/" + String.join("/", call.path()));
      ObjectNode query = node.putObject("query");
      call.query().forEach(entry -> query.put(entry.getKey(), entry.getValue()));
      node.put("key", call.apiKey()).put("traceparent", call.traceparent());
      node.put("body", new String(call.body(), StandardCharsets.UTF_8)).put("answer", outcome);
      node.put("took_us", (answeredNs - call.receivedNs()) / 1_000);
      calls.addLast(node);
    }
    while (calls.size() > keep) {
      calls.removeFirst();
    }
  }

  /** Notes a submission that did not become a task. */
  void refused(Call call, String outcome) {
    ObjectNode node = Json.object().put("at_ms", call.receivedMs()).put("answer", outcome);
    refusals.addLast(node.put("body", new String(call.body(), StandardCharsets.UTF_8)));
    if (refusals.size() > REFUSALS) {
      refusals.removeFirst();
    }
  }

  ObjectNode countsToJson() {
    ObjectNode node = Json.object();
    counts.forEach(
        (operation, outcomes) -> {
          ObjectNode of = node.putObject(operation.wire());
          outcomes.forEach(of::put);
        });
    return node;
  }

  int count(Operation operation) {
    return counts.getOrDefault(operation, Map.of()).values().stream()
        .mapToInt(Integer::intValue)
        .sum();
  }

  ArrayNode refusalsToJson() {
    return Json.array().addAll(refusals);
  }

  ArrayNode callsToJson() {
    return Json.array().addAll(calls);
  }

  void clear() {
    counts.clear();
    refusals.clear();
    calls.clear();
  }
}
