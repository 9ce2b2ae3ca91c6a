package io.taskbridge.container;

import java.time.Duration;

/**
 * What somebody wants to know before pulling an image.
 *
 * @param bytes of all layers
 * @param ownBytes of those above the base; all of them when the base is not known by name
 * @param ready from the start of a container to readiness, broker and topics there
 */
public record ImageFigures(long bytes, long ownBytes, Duration ready) {
  private static final long MB = 1_000_000;

  public static ImageFigures of(String image, Duration ready) {
    long bytes = Images.size(image);
    return new ImageFigures(bytes, bytes - Images.sizeOfBase(), ready);
  }

  @Override
  public String toString() {
    return "image %d MB, %d MB of it above the base; ready %.1f s after the container's start"
        .formatted(bytes / MB, ownBytes / MB, ready.toMillis() / 1000.0);
  }
}
