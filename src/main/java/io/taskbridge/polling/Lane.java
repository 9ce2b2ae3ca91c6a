package io.taskbridge.polling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A stretch of the API's list that is still to be read: the next page begins right before its
 * newest task, and where there are none of ours it jumps. Immutable.
 *
 * @param due newest first, never empty
 * @param before the next page holds what was created strictly before this
 */
record Lane<K>(List<Due<K>> due, long before) {
  /**
   * A page of the list.
   *
   * @param keys what is on it
   * @param full whether it holds as much as was asked for, so that the list may go on
   * @param oldest the least creation time on it; null when it told none
   */
  record Page<K>(Set<K> keys, boolean full, Long oldest) {}

  /**
   * What a page leaves to be done.
   *
   * @param covered was on the page
   * @param byId cannot be found, or not cheaply, by reading on
   * @param rest is still to be read; empty when this was the last page
   */
  record Step<K>(List<K> covered, List<K> byId, Optional<Lane<K>> rest) {}

  static <K> Lane<K> of(List<Due<K>> newestFirst) {
    return new Lane<>(newestFirst, newestFirst.get(0).createdAt() + 1);
  }

  /**
   * The lane without what it begins with and nobody asks for any more; empty when nothing is left.
   */
  Optional<Lane<K>> from(Predicate<K> wanted) {
    int first = 0;
    while (first < due.size() && !wanted.test(due.get(first).key())) {
      first++;
    }
    if (first == 0) {
      return Optional.of(this);
    }
    return first == due.size() ? Optional.empty() : Optional.of(of(due.subList(first, due.size())));
  }

  /** What is to be done after this page, which was asked for with {@link #before()}. */
  Step<K> after(Page<K> page) {
    List<K> covered = new ArrayList<>();
    List<K> byId = new ArrayList<>();
    List<Due<K>> tied = new ArrayList<>();
    boolean further = page.full() && page.oldest() != null;
    int next = 0;
    // Creation times are compared strictly: the page may have cut through tasks of equal times.
    while (next < due.size() && (!further || due.get(next).createdAt() >= page.oldest())) {
      Due<K> each = due.get(next++);
      if (page.keys().contains(each.key())) {
        covered.add(each.key());
      } else if (further && each.createdAt() == page.oldest()) {
        tied.add(each);
      } else {
        byId.add(each.key());
      }
    }
    if (!tied.isEmpty() && page.oldest() + 1 >= before) {
      // A whole page of one creation time: the list shows no more of them, however it is asked.
      tied.forEach(each -> byId.add(each.key()));
      tied.clear();
    }
    return new Step<>(covered, byId, rest(tied, due.subList(next, due.size()), byId));
  }

  private static <K> Optional<Lane<K>> rest(List<Due<K>> tied, List<Due<K>> older, List<K> byId) {
    List<Due<K>> rest = older;
    if (!tied.isEmpty()) {
      rest = new ArrayList<>(tied);
      rest.addAll(older);
    }
    if (rest.size() < SweepPlan.LEAST_YIELD) {
      rest.forEach(each -> byId.add(each.key()));
      return Optional.empty();
    }
    return Optional.of(of(rest));
  }
}
