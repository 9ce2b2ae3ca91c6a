package io.taskbridge.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * What is to be done when. A key is in it at most once; putting it again moves it.
 *
 * @param <K> what is due
 */
public final class DueQueue<K> {
  private record Item<K>(K key, Instant due, long order) implements Comparable<Item<K>> {
    @Override
    public int compareTo(Item<K> other) {
      int byTime = due.compareTo(other.due);
      return byTime == 0 ? Long.compare(order, other.order) : byTime;
    }
  }

  private final PriorityQueue<Item<K>> queue = new PriorityQueue<>();
  private final Map<K, Item<K>> current = new HashMap<>();
  private long order;

  public void put(K key, Instant due) {
    Item<K> item = new Item<>(key, due, order++);
    current.put(key, item);
    queue.add(item);
    dropStale();
  }

  public void remove(K key) {
    current.remove(key);
    dropStale();
  }

  public void removeIf(Predicate<K> condition) {
    current.keySet().removeIf(condition);
    dropStale();
  }

  public boolean contains(K key) {
    return current.containsKey(key);
  }

  public int size() {
    return current.size();
  }

  /** When the first is due; empty when nothing waits. */
  public Optional<Instant> next() {
    return Optional.ofNullable(queue.peek()).map(Item::due);
  }

  /** Takes out what is due, earliest first, at most {@code limit} of them. */
  public List<K> take(Instant now, int limit) {
    List<K> due = new ArrayList<>();
    while (due.size() < limit && !queue.isEmpty() && !queue.peek().due().isAfter(now)) {
      Item<K> item = queue.poll();
      current.remove(item.key());
      due.add(item.key());
      dropStale();
    }
    return due;
  }

  /** Keeps the head of the queue current, so that looking at it is enough. */
  private void dropStale() {
    while (!queue.isEmpty() && current.get(queue.peek().key()) != queue.peek()) {
      queue.poll();
    }
    // Moved keys leave their old places behind; rebuild before those outnumber the rest.
    if (queue.size() > 64 && queue.size() > 2 * current.size()) {
      queue.clear();
      queue.addAll(current.values());
    }
  }
}
