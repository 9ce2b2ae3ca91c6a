package io.taskbridge.task;

/**
 * How much may be attached.
 *
 * @param maxBytes of one attachment
 * @param maxTotalBytes of all attachments of a request together
 */
public record AttachmentLimits(int maxBytes, int maxTotalBytes) {
  /** More files than this in one request are nothing that an agent can make use of. */
  public static final int MOST = 16;

  public AttachmentLimits {
    if (maxBytes < 1 || maxTotalBytes < maxBytes) {
      throw new IllegalArgumentException(
          "bridge.attachments.max-bytes must be at least 1, and bridge.attachments.max-total-bytes"
              + " no less than it");
    }
  }
}
