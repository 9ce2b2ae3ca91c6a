package io.taskbridge.sandbox.broker;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs an {@link EmbeddedBroker} as a process of its own, until it is told to end. */
public final class EmbeddedBrokerMain {

  private EmbeddedBrokerMain() {}

  /**
   * Starts the broker, prints {@code bootstrap.servers=host:port} and stays up until SIGTERM or
   * SIGINT.
   *
   * @param args wanted port (default 9092; 0 any free one), then optionally a data folder
   */
  public static void main(String[] args) throws InterruptedException {
    // Before the first logger: SLF4J is bound to this log manager.
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 9092;
    Path data = args.length > 1 ? Path.of(args[1]) : null;
    EmbeddedBroker broker =
        EmbeddedBroker.start(BrokerOptions.defaults().withPort(port).withDataDirectory(data));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "embedded-broker-close"));
    System.out.println("bootstrap.servers=" + broker.bootstrapServers());
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
