package io.taskbridge.submission;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.Backoff;
import java.time.Duration;

/**
 * How submissions are made.
 *
 * @param requestsTopic the topic that requests are read from
 * @param maxConcurrent submissions between intent and outcome at once
 * @param maxInFlight tasks at the API at once over all replicas; 0: no limit
 * @param partitions of the requests topic, over which the slots are divided
 * @param lease a POST begins within this time of the moment at which its intent began to be
 *     committed; later, the intent is written anew
 * @param retry delays before a request that was not accepted is tried again
 */
public record SubmissionSettings(
    String requestsTopic,
    int maxConcurrent,
    int maxInFlight,
    int partitions,
    Duration lease,
    Backoff retry) {
  public SubmissionSettings {
    requireNonNull(requestsTopic, "requestsTopic");
    requireNonNull(lease, "lease");
    requireNonNull(retry, "retry");
    if (maxConcurrent < 1 || maxInFlight < 0 || partitions < 1) {
      throw new IllegalArgumentException(
          "max-concurrent >= 1, max-in-flight >= 0 and partitions >= 1 are wanted");
    }
  }
}
