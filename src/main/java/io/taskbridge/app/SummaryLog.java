package io.taskbridge.app;

import io.taskbridge.app.Census.Standing;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * One line from time to time: what moved since the last, and what waits although nothing moved.
 * Silent while there is nothing to do.
 */
@Singleton
class SummaryLog {
  private static final Logger LOG = Logger.getLogger("io.taskbridge.summary");

  private final BridgeMetrics flows;
  private final PublicationMetrics published;
  private final BridgeState state;
  private final Census census;
  private final Clock clock = Clock.systemUTC();
  private Moved last = new Moved(0, 0, 0, 0);

  /** Counts since the start. */
  private record Moved(long requests, long transitions, long results, long deadLetters) {
    Moved since(Moved before) {
      return new Moved(
          requests - before.requests,
          transitions - before.transitions,
          results - before.results,
          deadLetters - before.deadLetters);
    }

    boolean nothing() {
      return requests + transitions + results + deadLetters == 0;
    }
  }

  SummaryLog(BridgeMetrics flows, PublicationMetrics published, BridgeState state, Census census) {
    this.flows = flows;
    this.published = published;
    this.state = state;
    this.census = census;
  }

  /** Says what there is to say. */
  synchronized void say() {
    Moved now =
        new Moved(
            flows.requests(), published.transitions(), published.results(), published.letters());
    Moved moved = now.since(last);
    last = now;
    BridgeState.Seen seen = state.seen();
    int inFlight =
        census.of(Standing.SUBMITTING)
            + census.of(Standing.WAITING)
            + census.of(Standing.RUNNING)
            + census.of(Standing.OTHER);
    if (!moved.nothing()) {
      LOG.infof(
          "%d requests, %d changes of status, %d results, %d dead letters; in flight %d,"
              + " waiting %d, oldest question %d s late",
          moved.requests,
          moved.transitions,
          moved.results,
          moved.deadLetters,
          inFlight,
          seen.backlog(),
          late(seen));
    } else if (inFlight + seen.backlog() > 0) {
      LOG.infof(
          "nothing moved; in flight %d, waiting %d, oldest question %d s late",
          inFlight, seen.backlog(), late(seen));
    }
  }

  private long late(BridgeState.Seen seen) {
    Instant due = seen.oldestDue();
    return due == null ? 0 : Math.max(0, Duration.between(due, clock.instant()).toSeconds());
  }
}
