package io.taskbridge.submission;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How submissions are made.
 *
 * @param requestsTopic the topic that requests are read from
 * @param maxConcurrent submissions between intent and outcome at once
 * @param maxInFlight tasks at the API at once over all replicas; 0: no limit
 * @param lease a POST begins within this time of the moment at which its intent began to be
 *     committed; later, the intent is written anew
 * @param grace longer than a POST may take from its intent on: only after it is judged what came of
 *     one without a clear answer
 * @param maxProvisioning requests at once whose attachments are being uploaded
 */
public record SubmissionSettings(
    String requestsTopic,
    int maxConcurrent,
    int maxInFlight,
    Duration lease,
    Duration grace,
    int maxProvisioning) {
  public SubmissionSettings {
    requireNonNull(requestsTopic, "requestsTopic");
    requireNonNull(lease, "lease");
    requireNonNull(grace, "grace");
    if (maxConcurrent < 1 || maxInFlight < 0 || maxProvisioning < 1) {
      throw new IllegalArgumentException("max-concurrent >= 1 and max-in-flight >= 0 are wanted");
    }
  }
}
