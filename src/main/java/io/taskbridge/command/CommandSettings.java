package io.taskbridge.command;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.Backoff;
import java.time.Duration;
import java.util.Optional;

/**
 * How requests are steered.
 *
 * @param unknownTtl how long a command waits for its request to be read
 * @param unclearTimeout how long the answer is looked for to an action of which nobody can tell
 *     whether the API has it
 * @param sessionIdleTimeout after which a session without work is closed; empty: never
 * @param maxQueued actions of one session that wait
 * @param lease an action is sent within this time of its announcement; later, it is announced anew
 * @param retry delays between two tries
 */
public record CommandSettings(
    Duration unknownTtl,
    Duration unclearTimeout,
    Optional<Duration> sessionIdleTimeout,
    int maxQueued,
    Duration lease,
    Backoff retry) {
  public CommandSettings {
    requireNonNull(unknownTtl, "unknownTtl");
    requireNonNull(unclearTimeout, "unclearTimeout");
    requireNonNull(sessionIdleTimeout, "sessionIdleTimeout");
    requireNonNull(lease, "lease");
    requireNonNull(retry, "retry");
    if (maxQueued < 1) {
      throw new IllegalArgumentException("max-queued >= 1 is wanted");
    }
  }
}
