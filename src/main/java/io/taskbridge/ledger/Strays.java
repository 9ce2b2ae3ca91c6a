package io.taskbridge.ledger;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What submissions of a request may have left at the API without anybody knowing whose it is: tasks
 * by name, because they were cancelled to make room for its next submission or named when it ended
 * as ambiguous, and spans of time in which a task of its may have come into being that nobody
 * looked for. From the moment this is durable no other request adopts one of them: somebody may be
 * cancelling it, and it may well have come of a submission that left no other trace. Immutable.
 *
 * @param tasks all that were ever cancelled for the request, or named at its end
 * @param cancelling true while they are being cancelled: nothing is submitted meanwhile
 * @param windows when submissions that were given up may have made a task; in order, apart from
 *     each other, and few: what comes too close together is one
 */
public record Strays(Set<TaskId> tasks, boolean cancelling, List<Window> windows) {
  public static final Strays NONE = new Strays(Set.of(), false, List.of());

  /** More would make a ledger entry too large; so many are found only where many others run too. */
  public static final int MOST_TASKS = 1_000;

  /** So many apart from each other are kept; of more, the two that are closest become one. */
  private static final int MOST_WINDOWS = 8;

  /**
   * A span of time, by the API's clock: in which a submission may have made a task.
   *
   * @param from it was not announced before this
   * @param until after this it can make no task any more
   */
  public record Window(Instant from, Instant until) {
    public Window {
      requireNonNull(from, "from");
      requireNonNull(until, "until");
    }

    private Window joined(Window later) {
      return new Window(from, until.isAfter(later.until) ? until : later.until);
    }

    private Duration gapTo(Window later) {
      return Duration.between(until, later.from);
    }
  }

  public Strays {
    tasks = Set.copyOf(tasks);
    windows = joined(windows);
  }

  public boolean isEmpty() {
    return tasks.isEmpty() && windows.isEmpty();
  }

  /** These are to be cancelled too. */
  public Strays cancel(Collection<TaskId> candidates) {
    return new Strays(with(candidates), true, windows);
  }

  /** None of them runs any more. */
  public Strays cancelled() {
    return new Strays(tasks, false, windows);
  }

  /** Whether these can all be kept by name, beside those that are. */
  public boolean hasRoomFor(Collection<TaskId> candidates) {
    return with(candidates).size() <= MOST_TASKS;
  }

  /**
   * These may be its too; nothing is done about them.
   *
   * @param madeIn when they were made: stands for those that there is no room for
   */
  public Strays named(Collection<TaskId> candidates, Window madeIn) {
    Set<TaskId> all = with(candidates);
    return all.size() <= MOST_TASKS
        ? new Strays(all, false, windows)
        : new Strays(all.stream().limit(MOST_TASKS).collect(Collectors.toSet()), false, windows)
            .during(madeIn);
  }

  /** A submission was given up without a look at what it made. */
  public Strays during(Window window) {
    List<Window> all = new ArrayList<>(windows);
    all.add(window);
    return new Strays(tasks, cancelling, all);
  }

  private Set<TaskId> with(Collection<TaskId> candidates) {
    Set<TaskId> all = new LinkedHashSet<>(tasks);
    all.addAll(candidates);
    return all;
  }

  private static List<Window> joined(Collection<Window> windows) {
    List<Window> apart = new ArrayList<>();
    for (Window each : windows.stream().sorted(Comparator.comparing(Window::from)).toList()) {
      int last = apart.size() - 1;
      if (last >= 0 && !each.from().isAfter(apart.get(last).until())) {
        apart.set(last, apart.get(last).joined(each));
      } else {
        apart.add(each);
      }
    }
    while (apart.size() > MOST_WINDOWS) {
      int closest = closest(apart);
      apart.set(closest, apart.get(closest).joined(apart.remove(closest + 1)));
    }
    return List.copyOf(apart);
  }

  /** The one whose successor begins the soonest after its end. */
  private static int closest(List<Window> apart) {
    int found = 0;
    for (int i = 1; i < apart.size() - 1; i++) {
      if (apart
              .get(i)
              .gapTo(apart.get(i + 1))
              .compareTo(apart.get(found).gapTo(apart.get(found + 1)))
          < 0) {
        found = i;
      }
    }
    return found;
  }
}
