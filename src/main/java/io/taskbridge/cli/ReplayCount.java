package io.taskbridge.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What became of the letters, counted, and told at the end. */
final class ReplayCount {
  private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
  private final Map<String, Long> sent = new TreeMap<>();
  private final Set<String> codes = new TreeSet<>();
  private long remembered;

  void add(Letter letter, Verdict verdict, boolean droppedAsDuplicate) {
    codes.add(letter.code());
    verdicts.merge(verdict, 1L, Long::sum);
    if (verdict == Verdict.REPLAY) {
      sent.merge("%s -> %s".formatted(letter.code(), letter.topic()), 1L, Long::sum);
      remembered += droppedAsDuplicate ? 1 : 0;
    }
  }

  long of(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0L);
  }

  long all() {
    return verdicts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Those that the bridge is going to drop. */
  long remembered() {
    return remembered;
  }

  List<String> lines(Replay.Order order, Duration dedupRetention) {
    List<String> lines = new ArrayList<>();
    lines.add("%8d letters read in %s".formatted(all(), order.from()));
    lines.add(
        "%8d %s"
            .formatted(of(Verdict.REPLAY), order.dryRun() ? "would be sent again" : "sent again"));
    sent.forEach((what, number) -> lines.add("%12d  %s".formatted(number, what)));
    for (Verdict each : Verdict.values()) {
      if (each != Verdict.REPLAY && of(each) > 0) {
        lines.add("%8d %s".formatted(of(each), each.phrase()));
      }
    }
    List<String> strange =
        order.selection().codes().stream()
            .filter(asked -> codes.stream().noneMatch(code -> Selection.means(asked, code)))
            .sorted()
            .toList();
    if (!strange.isEmpty() && all() > 0) {
      lines.add("");
      lines.add(
          "note: no letter read has the code %s; those read have %s"
              .formatted(String.join(", ", strange), String.join(", ", codes)));
    }
    if (remembered > 0) {
      lines.add("");
      lines.add(
          "note: %d of these are requests that name their id and had a result less than %s ago: the"
                  .formatted(remembered, dedupRetention)
              + " bridge drops the same content under the same id. --new-id runs them again"
              + (order.dryRun() ? "." : "; these letters count as sent now."));
    }
    return lines;
  }
}
