package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CountDownLatch;

/** Runs a {@link SimulatedTaskApi} as a process of its own, until it is told to end. */
public final class SimulatedTaskApiMain {

  private SimulatedTaskApiMain() {}

  /**
   * Starts the API, prints {@code base.url=...} and stays up until SIGTERM or SIGINT.
   *
   * @param args port (default 8090; 0 any free one), then optionally the settings as one JSON
   *     object, then the address to listen on (default loopback; {@code 0.0.0.0} in a container)
   */
  public static void main(String[] args) throws InterruptedException {
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 8090;
    JsonNode settings = args.length > 1 ? Json.lenient(args[1]) : Json.object();
    if (!settings.isObject()) {
      System.err.println("The second argument must be the settings as a JSON object.");
      System.exit(2);
    }
    String host = args.length > 2 ? args[2] : ApiOptions.LOOPBACK;
    SimulatedTaskApi api =
        SimulatedTaskApi.start(new ApiOptions(host, port, (ObjectNode) settings));
    Runtime.getRuntime().addShutdownHook(new Thread(api::close, "simulated-task-api-close"));
    System.out.println("base.url=" + api.baseUrl());
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
