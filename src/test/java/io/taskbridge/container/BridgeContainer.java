package io.taskbridge.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;

/** One life of the bridge in a container. */
public final class BridgeContainer implements AutoCloseable {
  static final int MANAGEMENT = 9000;

  /** What the kernel says about the only process. */
  private static final String STATUS = "/proc/1/status";

  private final String name;
  private final GenericContainer<?> container;
  private final Duration stopsWithin;

  BridgeContainer(String name, GenericContainer<?> container, Duration stopsWithin) {
    this.name = name;
    this.container = container;
    this.stopsWithin = stopsWithin;
  }

  /** Ends it without a warning; returns its exit code. */
  public int kill() {
    client().killContainerCmd(container.getContainerId()).withSignal("KILL").exec();
    return exitCode();
  }

  /** Asks it to end, as {@code docker compose stop} does; returns its exit code. */
  public int stop() {
    client()
        .stopContainerCmd(container.getContainerId())
        .withTimeout((int) stopsWithin.toSeconds())
        .exec();
    return exitCode();
  }

  /** The lines of /proc/1/status, as the process itself is seen by the kernel. */
  public List<String> processStatus() throws IOException, InterruptedException {
    return container.execInContainer("cat", STATUS).getStdout().lines().toList();
  }

  /** What the shell of the image says to a command; its exit code. */
  public int run(String command) throws IOException, InterruptedException {
    return container.execInContainer("sh", "-c", command).getExitCode();
  }

  public List<String> log() {
    return container.getLogs().lines().toList();
  }

  GenericContainer<?> container() {
    return container;
  }

  BridgeContainer requireRunning() {
    if (!Boolean.TRUE.equals(state().getRunning())) {
      throw new AssertionError("the bridge has ended: " + container.getLogs());
    }
    return this;
  }

  Duration sinceStart() {
    return Duration.between(Instant.parse(state().getStartedAt()), Instant.now());
  }

  private int exitCode() {
    return client()
        .waitContainerCmd(container.getContainerId())
        .exec(new WaitContainerResultCallback())
        .awaitStatusCode(stopsWithin.toSeconds() + 10, TimeUnit.SECONDS);
  }

  private ContainerState state() {
    return client().inspectContainerCmd(container.getContainerId()).exec().getState();
  }

  private DockerClient client() {
    return container.getDockerClient();
  }

  /** Keeps its log, in target/containers, and removes it. */
  @Override
  public void close() {
    if (container.getContainerId() == null) {
      return;
    }
    try {
      Path folder = Files.createDirectories(Path.of("target", "containers"));
      Files.write(folder.resolve(name + ".log"), log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      container.stop();
    }
  }
}
