package io.taskbridge.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From each kill to the first news of a task in one of the partitions of the killed replica. */
record Recovery(List<Gap> gaps, int withoutNews) {

  /** From one kill on, milliseconds. */
  record Gap(Happening kill, long millis) {}

  Recovery {
    gaps = gaps.stream().sorted(Comparator.comparingLong(Gap::millis)).toList();
  }

  static Recovery of(List<Happening> happenings, List<SentRequest> requests, List<Output> outputs) {
    Map<String, Integer> partitions = new HashMap<>();
    requests.forEach(request -> partitions.put(request.id(), request.partition()));
    List<Gap> gaps = new ArrayList<>();
    int without = 0;
    for (Happening kill : happenings) {
      if (!kill.killed().isEmpty()) {
        long first =
            outputs.stream()
                .filter(Recovery::isNews)
                .filter(output -> output.sentMs() > kill.atMs())
                .filter(output -> kill.killed().contains(partitions.get(output.requestId())))
                .mapToLong(Output::sentMs)
                .min()
                .orElse(-1);
        if (first < 0) {
          without++;
        } else {
          gaps.add(new Gap(kill, first - kill.atMs()));
        }
      }
    }
    return new Recovery(gaps, without);
  }

  List<Long> millis() {
    return gaps.stream().map(Gap::millis).toList();
  }

  /** Half of them were not longer than this; -1 when there was none. */
  long median() {
    return gaps.isEmpty() ? -1 : gaps.get((gaps.size() - 1) / 2).millis();
  }

  /** -1 when there was none. */
  long longest() {
    return gaps.isEmpty() ? -1 : gaps.get(gaps.size() - 1).millis();
  }

  private static boolean isNews(Output output) {
    return output.topic().equals(ChaosTopics.STATUS) || output.topic().equals(ChaosTopics.RESULTS);
  }
}
