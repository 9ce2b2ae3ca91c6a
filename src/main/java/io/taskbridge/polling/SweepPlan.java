package io.taskbridge.polling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How to ask about many at once: which stretches of the API's list to read, and what to ask about
 * by its name because reading would bring too little. Immutable; each lane goes its own way.
 *
 * @param lanes stretches of the list that are read side by side
 * @param byId what is not worth a page
 */
record SweepPlan<K>(List<Lane<K>> lanes, List<K> byId) {
  /** The API's longest page. */
  static final int PAGE = 128;

  /** A page with fewer of ours costs the API and us more than as many single questions. */
  static final int LEAST_YIELD = 4;

  /**
   * A lane that ends within a page wastes the rest of it: a lane of so many pages wastes little.
   */
  private static final int LEAST_PAGES_OF_A_LANE = 4;

  SweepPlan {
    lanes = List.copyOf(lanes);
    byId = List.copyOf(byId);
  }

  /**
   * Plans to ask about each of these exactly once.
   *
   * @param mostLanes how many pages may be read at once
   */
  static <K> SweepPlan<K> of(Collection<Due<K>> due, int mostLanes) {
    List<K> byId = new ArrayList<>();
    List<Due<K>> listed = new ArrayList<>(due.size());
    for (Due<K> each : due) {
      if (each.alone()) {
        byId.add(each.key());
      } else {
        listed.add(each);
      }
    }
    if (listed.size() < LEAST_YIELD) {
      listed.forEach(each -> byId.add(each.key()));
      return new SweepPlan<>(List.of(), byId);
    }
    listed.sort(Comparator.comparingLong((Due<K> each) -> each.createdAt()).reversed());
    return new SweepPlan<>(lanes(List.copyOf(listed), mostLanes), byId);
  }

  /** Lanes of whole pages, so that where all of the list is ours none is cut short. */
  private static <K> List<Lane<K>> lanes(List<Due<K>> newestFirst, int mostLanes) {
    int pages = (newestFirst.size() + PAGE - 1) / PAGE;
    int count = Math.max(1, Math.min(mostLanes, pages / LEAST_PAGES_OF_A_LANE));
    int size = (pages + count - 1) / count * PAGE;
    List<Lane<K>> lanes = new ArrayList<>(count);
    for (int from = 0; from < newestFirst.size(); from += size) {
      lanes.add(Lane.of(newestFirst.subList(from, Math.min(newestFirst.size(), from + size))));
    }
    return lanes;
  }
}
