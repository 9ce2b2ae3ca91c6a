package io.taskbridge.sandbox.broker;

import io.taskbridge.sandbox.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker and controller in this JVM, reachable over TCP on loopback like any other.
 *
 * <p>One node, so a topic's replication factor is 1. Data in a given folder outlives the broker: a
 * later start on the same folder finds the same cluster id, topics, offsets and transactions.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /** A port that was free a moment ago may be taken by another process before the broker binds. */
  private static final int START_ATTEMPTS = 3;

  private final BrokerOptions options;
  private final Path data;
  private final int port;
  private final int controllerPort;
  private KafkaRaftServer server;

  private EmbeddedBroker(BrokerOptions options, Path data, int port, int controllerPort) {
    this.options = options;
    this.data = data;
    this.port = port;
    this.controllerPort = controllerPort;
  }

  /**
   * Starts a broker and returns once clients can connect.
   *
   * <p>A wanted port that is taken is replaced by a free one: ask {@link #bootstrapServers()}.
   *
   * @throws IllegalStateException when the broker does not come up; the cause says why
   */
  public static EmbeddedBroker start(BrokerOptions options) {
    BrokerLogging.quiet();
    Path data = options.dataDirectory() == null ? DataFolder.temporary() : options.dataDirectory();
    for (int attempt = 1; ; attempt++) {
      EmbeddedBroker broker =
          new EmbeddedBroker(options, data, FreePort.wantedOrFree(options.port()), FreePort.free());
      try {
        broker.resume();
        return broker;
      } catch (RuntimeException e) {
        if (attempt == START_ATTEMPTS) {
          broker.close();
          throw e;
        }
      }
    }
  }

  /** Starts a broker on any free port with temporary data. */
  public static EmbeddedBroker start() {
    return start(BrokerOptions.defaults());
  }

  /** What clients put into {@code bootstrap.servers}: one {@code host:port} on loopback. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The client port in use; differs from the wanted one when that was taken. */
  public int port() {
    return port;
  }

  /** The folder with the broker's logs. */
  public Path dataDirectory() {
    return data;
  }

  /** Whether the broker is up. */
  public synchronized boolean isRunning() {
    return server != null;
  }

  /** Stops the broker and keeps its data and port; {@link #resume()} brings it back. */
  public synchronized void pause() {
    if (server != null) {
      KafkaRaftServer stopping = server;
      server = null;
      stopping.shutdown();
      stopping.awaitShutdown();
    }
  }

  /**
   * Starts a paused broker on its old port and data.
   *
   * @throws IllegalStateException when the broker does not come up, or when it was closed and its
   *     temporary data are gone
   */
  public synchronized void resume() {
    if (server != null) {
      return;
    }
    if (!Files.isDirectory(data) && options.dataDirectory() == null) {
      throw new IllegalStateException("this broker was closed and its temporary data deleted");
    }
    Properties properties = BrokerProperties.of(port, controllerPort, data, options.overrides());
    DataFolder.format(data);
    KafkaRaftServer starting =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    try {
      starting.startup();
    } catch (Throwable e) {
      // The controller may be up while the broker failed; its threads must not stay behind.
      starting.shutdown();
      throw new IllegalStateException("the embedded broker did not start on port " + port, e);
    }
    server = starting;
  }

  /** Stops and starts on the same port and data, as after a broker's crash or upgrade. */
  public synchronized void restart() {
    pause();
    resume();
  }

  /** Stops the broker; temporary data are deleted. Closing twice is harmless. */
  @Override
  public synchronized void close() {
    pause();
    if (options.dataDirectory() == null) {
      try {
        DataFolder.delete(data);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete the broker's temporary data in " + data, e);
      }
    }
  }
}
