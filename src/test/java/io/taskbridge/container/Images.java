package io.taskbridge.container;

import com.github.dockerjava.api.command.InspectImageResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * The images of the services. One that a variable of the Compose file names is taken as it is; the
 * bridge and the simulated API are else built from their Dockerfiles, on {@code BASE_IMAGE} if set.
 */
final class Images {
  private static final Pattern BASE = Pattern.compile("(?m)^ARG BASE_IMAGE=(\\S+)$");

  private Images() {}

  /**
   * The name of an image that is there.
   *
   * @param service of the Compose file
   * @param named by the Compose file
   * @param chosen whether a variable chose it
   */
  static String of(String service, String named, boolean chosen) {
    if (!chosen && service.equals("bridge")) {
      return built(service, "deploy/Dockerfile", "target/quarkus-app", "mvn package");
    }
    if (!chosen && service.equals("task-api")) {
      return built(
          service,
          "deploy/sandbox.Dockerfile",
          "target/sandbox/quarkus-app",
          "mvn -q -Dsandbox package");
    }
    Engine.requireImage(named, "'docker pull " + named + "' or a variable of deploy/compose.yaml");
    return named;
  }

  /** Bytes, all layers together. */
  static long size(String image) {
    InspectImageResponse found = Engine.image(image);
    return found.getSize();
  }

  /** Bytes of the base, as far as it is here by its name; 0 else. */
  static long sizeOfBase() {
    InspectImageResponse found = Engine.image(base("deploy/Dockerfile"));
    return found == null ? 0 : found.getSize();
  }

  private static String built(String service, String dockerfile, String program, String how) {
    String base = base(dockerfile);
    Engine.requireImage(base, "'docker pull " + base + "', or set BASE_IMAGE");
    Engine.need(
        Files.isDirectory(Path.of(program)),
        program + " is not there, so nothing is tested in containers; make it with '" + how + "'");
    return new ImageFromDockerfile("task-bridge-it-" + service + ":latest", false)
        .withFileFromPath("Dockerfile", Path.of(dockerfile))
        .withFileFromPath(program, Path.of(program))
        .withBuildArg("BASE_IMAGE", base)
        // Nothing is fetched while it is built, and so it works where nothing can be.
        .withBuildImageCmdModifier(build -> build.withNetworkMode("none"))
        .get();
  }

  private static String base(String dockerfile) {
    String wanted = Variables.value("BASE_IMAGE");
    return wanted != null
        ? wanted
        : BASE.matcher(read(Path.of(dockerfile)))
            .results()
            .map(MatchResult::group)
            .map(line -> line.substring(line.indexOf('=') + 1))
            .findFirst()
            .orElseThrow(() -> new AssertionError(dockerfile + " has no ARG BASE_IMAGE"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
