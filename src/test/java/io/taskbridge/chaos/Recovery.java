package io.taskbridge.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From each kill to the first news of a task in one of the partitions of the killed replica. */
record Recovery(List<Long> millis, int withoutNews) {
  Recovery {
    List<Long> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    millis = List.copyOf(sorted);
  }

  static Recovery of(List<Happening> happenings, List<SentRequest> requests, List<Output> outputs) {
    Map<String, Integer> partitions = new HashMap<>();
    requests.forEach(request -> partitions.put(request.id(), request.partition()));
    List<Long> millis = new ArrayList<>();
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
          millis.add(first - kill.atMs());
        }
      }
    }
    return new Recovery(millis, without);
  }

  /** Half of them were not longer than this; -1 when there was none. */
  long median() {
    return millis.isEmpty() ? -1 : millis.get((millis.size() - 1) / 2);
  }

  /** -1 when there was none. */
  long longest() {
    return millis.isEmpty() ? -1 : millis.get(millis.size() - 1);
  }

  private static boolean isNews(Output output) {
    return output.topic().equals(ChaosTopics.STATUS) || output.topic().equals(ChaosTopics.RESULTS);
  }
}
