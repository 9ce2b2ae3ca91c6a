package io.taskbridge.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import org.testcontainers.DockerClientFactory;

/**
 * The container engine, where one answers. What is missing skips the test with a sentence, or fails
 * it when {@code -Dcontainer.required} says that it has to be there.
 */
public final class Engine {
  private static final String REQUIRED = "container.required";

  private Engine() {}

  /** Goes on only where an engine answers. */
  public static DockerClient require() {
    try {
      return DockerClientFactory.instance().client();
    } catch (RuntimeException notToBeUsed) {
      // Also an engine without the image of Testcontainers' own helper, and no registry to get it
      // from.
      need(
          false,
          "no container engine can be used, so nothing is tested in containers: " + notToBeUsed);
      throw notToBeUsed;
    }
  }

  /** Goes on only with that image; a test pulls none by itself. */
  static void requireImage(String name, String help) {
    need(image(name) != null, "no image " + name + ", so nothing is tested in containers; " + help);
  }

  /** What the engine knows of an image; null when it has none of that name. */
  static InspectImageResponse image(String name) {
    try {
      return require().inspectImageCmd(name).exec();
    } catch (NotFoundException none) {
      return null;
    }
  }

  static void need(boolean condition, String otherwise) {
    if (Boolean.getBoolean(REQUIRED) && !condition) {
      throw new AssertionError(otherwise);
    }
    assumeTrue(condition, otherwise);
  }
}
