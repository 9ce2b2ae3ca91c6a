package io.taskbridge.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The last minutes as points of a chart, so that a page which is opened now does not begin empty.
 * One thread adds, any may read.
 */
public final class Flow {
  /** Ten minutes at a point each two seconds. */
  private static final int LONGEST = 300;

  private final Deque<Point> points = new ArrayDeque<>(LONGEST);
  private Overview last;

  /**
   * One point.
   *
   * @param at milliseconds since the epoch
   * @param inFlight requests on their way
   * @param requests taken in, per second since the point before
   * @param results published, per second
   * @param toolCalls published, per second
   * @param apiCalls answered, per second
   */
  public record Point(
      long at, int inFlight, double requests, double results, double toolCalls, double apiCalls) {}

  /** Adds what was looked at just now and returns its point. */
  public synchronized Point add(Overview now) {
    double seconds =
        last == null ? 0 : (now.at().toEpochMilli() - last.at().toEpochMilli()) / 1_000.0;
    Point point =
        new Point(
            now.at().toEpochMilli(),
            now.tasks().values().stream().mapToInt(Integer::intValue).sum(),
            rate("requests", now.totals(), seconds),
            rate("results", now.totals(), seconds),
            rate("tool_calls", now.totals(), seconds),
            rate("api_calls", now.totals(), seconds));
    last = now;
    points.addLast(point);
    if (points.size() > LONGEST) {
      points.removeFirst();
    }
    return point;
  }

  public synchronized List<Point> points() {
    return new ArrayList<>(points);
  }

  private double rate(String name, Map<String, Long> totals, double seconds) {
    if (seconds <= 0) {
      return 0;
    }
    long more = totals.getOrDefault(name, 0L) - last.totals().getOrDefault(name, 0L);
    return Math.round(100 * more / seconds) / 100.0;
  }
}
