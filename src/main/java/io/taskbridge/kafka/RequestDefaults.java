package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.AttachmentLimits;
import java.time.Duration;

/**
 * What holds for a request that says nothing else.
 *
 * @param toolTimeout how long a tool call waits for its reply
 * @param artifactsTimeout how long to look for recording and downloads after the end
 * @param maxBytes the largest value of a request or reply that is read
 * @param attachments how much may be attached
 */
public record RequestDefaults(
    Duration toolTimeout, Duration artifactsTimeout, int maxBytes, AttachmentLimits attachments) {
  public RequestDefaults {
    requireNonNull(toolTimeout, "toolTimeout");
    requireNonNull(artifactsTimeout, "artifactsTimeout");
    requireNonNull(attachments, "attachments");
  }
}
