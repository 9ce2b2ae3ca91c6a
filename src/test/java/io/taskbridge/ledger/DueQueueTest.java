package io.taskbridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DueQueueTest {
  private static final Instant START = Instant.EPOCH;

  /** Does the same as the queue, in the simplest way that there is. */
  private static final class NaiveQueue {
    /** In the order in which the keys were put, which breaks ties. */
    private final Map<String, Instant> due = new LinkedHashMap<>();

    void put(String key, Instant at) {
      due.remove(key);
      due.put(key, at);
    }

    List<String> take(Instant now, int limit) {
      List<String> taken =
          due.entrySet().stream()
              .filter(entry -> !entry.getValue().isAfter(now))
              .sorted(Map.Entry.comparingByValue())
              .limit(limit)
              .map(Map.Entry::getKey)
              .toList();
      taken.forEach(due::remove);
      return taken;
    }

    Optional<Instant> next() {
      return due.values().stream().min(Comparator.naturalOrder());
    }
  }

  /** One thing done to both queues; returns what they answered. */
  private interface Step {
    List<Object> to(DueQueue<String> queue, NaiveQueue naive);
  }

  @Property
  void shouldDoWhatANaiveQueueDoes(@ForAll("steps") List<Step> steps) {
    DueQueue<String> queue = new DueQueue<>();
    NaiveQueue naive = new NaiveQueue();

    for (Step step : steps) {
      List<Object> answers = step.to(queue, naive);

      assertThat(answers.get(0)).isEqualTo(answers.get(1));
      assertThat(queue.next()).isEqualTo(naive.next());
      assertThat(queue.size()).isEqualTo(naive.due.size());
    }
    assertThat(queue.take(Instant.MAX, Integer.MAX_VALUE))
        .isEqualTo(naive.take(Instant.MAX, Integer.MAX_VALUE));
  }

  @Test
  void shouldNotGrowWithEveryMoveOfTheSameKey() {
    // given one key that is due soon and one that is moved on and on, always to a later time
    DueQueue<String> queue = new DueQueue<>();
    queue.put("soon", START);

    // when
    for (int i = 0; i < 100_000; i++) {
      queue.put("moving", START.plusSeconds(i));
    }

    // then
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.take(START.plusSeconds(99_998), 10)).containsExactly("soon");
    assertThat(queue.next()).contains(START.plusSeconds(99_999));
  }

  @Test
  void shouldTakeNothingWhenNothingMayBeTaken() {
    DueQueue<String> queue = new DueQueue<>();
    queue.put("a", START);

    assertThat(queue.take(START, 0)).isEmpty();
    assertThat(queue.contains("a")).isTrue();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<String> key = Arbitraries.integers().between(0, 9).map(n -> "k" + n);
    Arbitrary<Instant> time = Arbitraries.integers().between(0, 20).map(START::plusSeconds);
    Arbitrary<Step> put = Combinators.combine(key, time).as(DueQueueTest::put);
    Arbitrary<Step> take =
        Combinators.combine(time, Arbitraries.integers().between(0, 4)).as(DueQueueTest::take);
    Arbitrary<Step> remove = key.map(DueQueueTest::remove);
    Arbitrary<Step> removeIf = key.map(DueQueueTest::removeUpTo);
    return Arbitraries.oneOf(put, put, put, put, take, remove, removeIf).list().ofMaxSize(250);
  }

  private static Step put(String key, Instant at) {
    return (queue, naive) -> {
      queue.put(key, at);
      naive.put(key, at);
      return List.of(queue.contains(key), true);
    };
  }

  private static Step take(Instant now, int limit) {
    return (queue, naive) -> List.of(queue.take(now, limit), naive.take(now, limit));
  }

  private static Step remove(String key) {
    return (queue, naive) -> {
      queue.remove(key);
      naive.due.remove(key);
      return List.of(queue.contains(key), false);
    };
  }

  private static Step removeUpTo(String key) {
    return (queue, naive) -> {
      queue.removeIf(each -> each.compareTo(key) <= 0);
      List<String> kept = new ArrayList<>(naive.due.keySet());
      kept.removeIf(each -> each.compareTo(key) > 0);
      kept.forEach(naive.due::remove);
      return List.of(queue.contains(key), false);
    };
  }
}
