package io.taskbridge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.failpoint.Point;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bridge is killed at each named point, and what is documented becomes of the request. */
class FailpointIT {
  private static final int REPETITIONS = Integer.getInteger("failpoints.repetitions", 1);
  private static final int LANES = Integer.getInteger("failpoints.lanes", 3);

  /** For every build; {@code -Pfailpoints} takes all of them. */
  private static final String SOME =
      "BEFORE_POST,POST_ANSWERED,RESULT_AFTER_COMMIT,REPLY_ANSWERED,STATUS_BEFORE_COMMIT,MID_RESTORE";

  private static final Path FOLDER = Path.of("target", "failpoints");

  @Test
  void shouldKeepEveryPromiseWhereverItIsKilled() throws Exception {
    FailpointReport report = run(points());

    report.print(System.out);
    assertThat(report.findings()).isEmpty();
  }

  /** Each lane has a broker, an API and a bridge of its own, so that their waits overlap. */
  private static FailpointReport run(List<Point> points) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(LANES);
    try {
      List<Future<FailpointReport>> running = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        List<Point> some = new ArrayList<>();
        for (int i = lane; i < points.size(); i += LANES) {
          some.add(points.get(i));
        }
        Path folder = FOLDER.resolve("lane-" + lane);
        running.add(threads.submit(() -> FailpointRun.run(some, REPETITIONS, folder)));
      }
      FailpointReport all = FailpointReport.EMPTY;
      for (Future<FailpointReport> each : running) {
        all = all.and(each.get());
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Point> points() {
    String named = System.getProperty("failpoints.points", SOME);
    Stream<Point> points =
        named.equals("all")
            ? Arrays.stream(Point.values())
            : Arrays.stream(named.split(",")).map(String::strip).map(Point::valueOf);
    return points.toList();
  }
}
