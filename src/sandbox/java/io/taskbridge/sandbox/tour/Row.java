package io.taskbridge.sandbox.tour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen of one sample so far. Immutable; each step makes another row.
 *
 * @param sequences the {@code sequence} of each status record, in the order of arrival
 * @param sentAtMs on the board's clock; -1 means not yet
 */
record Row(
    Sample sample,
    long sentAtMs,
    List<Step> steps,
    List<JsonNode> results,
    List<Integer> sequences) {

  static Row of(Sample sample) {
    return new Row(sample, -1, List.of(), List.of(), List.of());
  }

  Row sent(long nowMs) {
    return new Row(sample, nowMs, List.of(new Step(Step.Kind.SENT, "sent", 0)), results, sequences);
  }

  Row with(Step.Kind kind, String name, long nowMs) {
    List<Step> more = new ArrayList<>(steps);
    more.add(new Step(kind, name, nowMs - sentAtMs));
    return new Row(sample, sentAtMs, List.copyOf(more), results, sequences);
  }

  Row withResult(JsonNode result, long nowMs) {
    List<JsonNode> more = new ArrayList<>(results);
    more.add(result);
    return new Row(sample, sentAtMs, steps, List.copyOf(more), sequences)
        .with(Step.Kind.RESULT, result.path("status").asText(), nowMs);
  }

  Row withSequence(int sequence) {
    List<Integer> more = new ArrayList<>(sequences);
    more.add(sequence);
    return new Row(sample, sentAtMs, steps, results, List.copyOf(more));
  }

  boolean isSent() {
    return sentAtMs >= 0;
  }

  /** Whether everything that is expected of it has come. */
  boolean isFinished() {
    Expectation expected = sample.expected();
    return (expected.status() == null || !results.isEmpty())
        && count(Step.Kind.ACTION) >= expected.actions()
        && (expected.deadLetter() == null || count(Step.Kind.DEAD_LETTER) > 0);
  }

  /** What differs from what was expected; empty when nothing does. */
  List<String> surprises() {
    Expectation expected = sample.expected();
    List<String> surprises = new ArrayList<>();
    JsonNode result = results.isEmpty() ? MissingNode.getInstance() : results.get(0);
    if (results.size() != (expected.status() == null ? 0 : 1)) {
      surprises.add(results.size() + " results");
    } else if (expected.status() != null) {
      if (!result.path("status").asText().equals(expected.status())) {
        surprises.add("expected " + expected.status());
      } else if (steps.stream().noneMatch(this::isLastStatus) && expected.deadLetter() == null) {
        surprises.add("no status " + expected.status());
      } else if (!expected.output().test(result.path("output"))) {
        surprises.add("unexpected output");
      }
    }
    if (hasGaps()) {
      surprises.add("status sequence " + sequences);
    }
    List<String> letters = names(Step.Kind.DEAD_LETTER);
    List<String> wanted =
        expected.deadLetter() == null ? List.of() : List.of(expected.deadLetter());
    if (!letters.equals(wanted)) {
      surprises.add("dead letters " + letters + ", expected " + wanted);
    }
    if (count(Step.Kind.TOOL) != expected.toolCalls()) {
      surprises.add(count(Step.Kind.TOOL) + " tool calls, expected " + expected.toolCalls());
    }
    if (count(Step.Kind.ACTION) != expected.actions()) {
      surprises.add(count(Step.Kind.ACTION) + " actions, expected " + expected.actions());
    }
    return surprises;
  }

  private boolean isLastStatus(Step step) {
    return step.kind() == Step.Kind.STATUS && step.name().equals(sample.expected().status());
  }

  private boolean hasGaps() {
    for (int i = 0; i < sequences.size(); i++) {
      if (sequences.get(i) != i + 1) {
        return true;
      }
    }
    return false;
  }

  List<String> names(Step.Kind kind) {
    return steps.stream().filter(step -> step.kind() == kind).map(Step::name).toList();
  }

  int count(Step.Kind kind) {
    return names(kind).size();
  }

  /** How long it took, or has taken so far. */
  long elapsedMs(long nowMs) {
    if (!isSent()) {
      return 0;
    }
    return isFinished() ? steps.get(steps.size() - 1).atMs() : nowMs - sentAtMs;
  }
}
