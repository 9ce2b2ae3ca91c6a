package io.taskbridge.kafka;

import java.util.List;

/** The names of all topics. */
public record Topics(
    String requests,
    String commands,
    String replies,
    String status,
    String results,
    String actionResults,
    String toolRequests,
    String deadLetters,
    String ledger) {

  /** Those whose partitions belong together by number. */
  List<String> copartitioned() {
    return List.of(requests, commands, replies, ledger);
  }

  List<String> all() {
    return List.of(
        requests,
        commands,
        replies,
        status,
        results,
        actionResults,
        toolRequests,
        deadLetters,
        ledger);
  }
}
