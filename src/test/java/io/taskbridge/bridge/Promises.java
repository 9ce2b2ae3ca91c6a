package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What holds for everything that the bridge ever published, whatever was asked of it. */
final class Promises {
  private static final Set<String> TERMINAL =
      Set.of("done", "failed", "cancelled", "rejected", "expired", "ambiguous", "lost");

  private final List<String> broken = new ArrayList<>();

  private Promises() {}

  static void check(Outputs outputs) {
    assertThat(broken(outputs)).isEmpty();
  }

  /** A sentence for each promise that was not kept. */
  static List<String> broken(Outputs outputs) {
    Promises promises = new Promises();
    promises.once(outputs.find(Outputs.RESULTS), "request_id");
    promises.once(outputs.find(Outputs.TOOL_REQUESTS), "correlation_id");
    for (String topic :
        List.of(Outputs.RESULTS, Outputs.STATUS, Outputs.ACTION_RESULTS, Outputs.TOOL_REQUESTS)) {
      promises.everyEventHasItsOwnId(outputs.find(topic));
    }
    Map<String, List<Output>> statuses = new TreeMap<>();
    for (Output status : outputs.find(Outputs.STATUS)) {
      statuses.computeIfAbsent(status.text("request_id"), id -> new ArrayList<>()).add(status);
    }
    statuses.values().forEach(promises::statusesFollowEachOther);
    return promises.broken;
  }

  private void once(List<Output> outputs, String field) {
    Map<String, Output> first = new HashMap<>();
    for (Output output : outputs) {
      Output before = first.putIfAbsent(output.text(field), output);
      if (before != null) {
        broken.add("published twice: " + before + " and " + output);
      }
    }
  }

  private void everyEventHasItsOwnId(List<Output> outputs) {
    Set<String> ids = new HashSet<>();
    for (Output output : outputs) {
      if (!ids.add(output.header("ce_id"))) {
        broken.add("the event id " + output.header("ce_id") + " is there twice: " + output);
      }
    }
  }

  private void statusesFollowEachOther(List<Output> statuses) {
    String previous = null;
    int sequence = 1;
    for (Output status : statuses) {
      if (status.at("/sequence").asInt() != sequence++) {
        broken.add("a gap in the sequence: " + statuses);
      }
      if (!Objects.equals(status.text("previous_status"), previous)) {
        broken.add("not chained to the status before it: " + statuses);
      }
      boolean sameStatus = status.text("status").equals(previous);
      if (!sameStatus && previous != null && TERMINAL.contains(previous)) {
        broken.add("a status after the end: " + statuses);
      }
      if (sameStatus == status.at("/changed").toString().contains("\"status\"")) {
        broken.add("'changed' does not say what did: " + statuses);
      }
      if (status.record().partition() != statuses.get(0).record().partition()) {
        broken.add("on several partitions, so without an order: " + statuses);
      }
      previous = status.text("status");
    }
  }
}
