package io.taskbridge.console;

import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.task.TaskEvent;
import io.taskbridge.task.TaskResult;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last of what became durable: results, dead letters, and tasks that can be watched. Bounded,
 * and without any payload. One thread tells, any may read.
 */
public final class Recent {
  private static final int MOST = 25;
  private static final int LONGEST_TEXT = 400;

  private final Clock clock;
  private final Deque<Result> results = new ArrayDeque<>(MOST);
  private final Deque<Letter> letters = new ArrayDeque<>(MOST);
  private final Map<String, Live> live =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Live> eldest) {
          return size() > MOST;
        }
      };
  private long version;

  public Recent(Clock clock) {
    this.clock = clock;
  }

  /**
   * A request that has ended.
   *
   * @param code why it did not end as its sender wanted; null when it did
   * @param message the same in a sentence
   * @param credits null when the API told none
   */
  public record Result(
      Instant at,
      String requestId,
      String taskId,
      String status,
      String code,
      String message,
      Long credits,
      String recordingUrl) {}

  /** A record that was set aside: where it stands, and why. */
  public record Letter(
      Instant at, String code, String reason, String topic, int partition, long offset) {}

  /** A task whose browser can be watched. */
  public record Live(
      Instant since, String requestId, String taskId, String status, String liveUrl) {}

  /**
   * What is remembered, the latest first.
   *
   * @param version grows with every change
   */
  public record Seen(long version, List<Result> results, List<Letter> letters, List<Live> live) {}

  /** A batch has become durable. */
  public synchronized void durable(Batch batch) {
    batch.deadLetters().forEach(this::letter);
    batch.events().forEach(this::event);
  }

  public synchronized Seen seen() {
    List<Live> watched = new ArrayList<>(live.values());
    Collections.reverse(watched);
    return new Seen(version, List.copyOf(results), List.copyOf(letters), watched);
  }

  private void letter(DeadLetter letter) {
    add(
        letters,
        new Letter(
            clock.instant(),
            letter.code().name(),
            shortened(letter.reason()),
            letter.position().topic(),
            letter.position().partition(),
            letter.position().offset()));
  }

  private void event(TaskEvent event) {
    if (event instanceof TaskEvent.Finished finished) {
      live.remove(finished.subject().requestId().value());
      result(finished);
    } else if (event instanceof TaskEvent.StatusChanged changed) {
      watchable(changed);
    }
  }

  private void result(TaskEvent.Finished event) {
    TaskResult result = event.result();
    add(
        results,
        new Result(
            result.finishedAt(),
            event.subject().requestId().value(),
            taskId(event),
            result.status(),
            result.error() == null ? null : result.error().code().name(),
            result.error() == null ? null : shortened(result.error().message()),
            result.creditsUsed(),
            result.artifacts().recordingUrl()));
  }

  private void watchable(TaskEvent.StatusChanged event) {
    String id = event.subject().requestId().value();
    String url = event.artifacts().liveUrl();
    boolean open = event.status().equals("waiting") || event.status().equals("running");
    if (open && url != null && !url.isEmpty()) {
      Live before = live.remove(id);
      Instant since = before == null ? event.observedAt() : before.since();
      live.put(id, new Live(since, id, taskId(event), event.status(), url));
      version++;
    }
  }

  private static String taskId(TaskEvent event) {
    return event.subject().taskId() == null ? null : event.subject().taskId().value();
  }

  private <T> void add(Deque<T> deque, T item) {
    version++;
    deque.addFirst(item);
    if (deque.size() > MOST) {
      deque.removeLast();
    }
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
  }
}
