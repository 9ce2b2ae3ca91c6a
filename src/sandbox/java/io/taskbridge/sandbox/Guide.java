package io.taskbridge.sandbox;

import io.quarkus.runtime.Quarkus;
import io.taskbridge.sandbox.tour.Tour;
import java.util.concurrent.TimeoutException;

/** Waits for the bridge, takes the person round, and says what to try next. */
final class Guide {

  private final Surroundings surroundings;
  private final boolean once;
  private volatile int exitCode;
  private volatile boolean ending;

  Guide(Surroundings surroundings, boolean once) {
    this.surroundings = surroundings;
    this.once = once;
  }

  void start() {
    Thread thread = new Thread(this::guide, "sandbox-guide");
    thread.setDaemon(true);
    thread.start();
  }

  int exitCode() {
    return exitCode;
  }

  /** Called by Quarkus when the bridge is down, with the reason when it did not start. */
  void bridgeEnded(Integer code, Throwable cause) {
    if (!ending && (cause != null || code != 0)) {
      System.out.println(
          " The bridge ended with code " + code + (cause == null ? "" : ": " + cause));
      System.out.println(" Its log says more: " + surroundings.log());
      exitCode = code == 0 ? 1 : code;
    }
  }

  private void guide() {
    try {
      Readiness.await(Integer.parseInt(surroundings.managementPort()));
      try (Tour tour = new Tour(surroundings.bootstrapServers())) {
        boolean good = tour.run();
        if (once) {
          end(good ? 0 : 1);
        } else {
          invite();
          Quarkus.waitForExit();
        }
      }
    } catch (TimeoutException e) {
      System.out.println(" " + e.getMessage() + " Its log says more: " + surroundings.log());
      end(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      System.out.println(" The samples could not be run: " + e);
      end(1);
    }
  }

  private void end(int code) {
    exitCode = code;
    ending = true;
    Quarkus.asyncExit(code);
  }

  private void invite() {
    System.out.print(invitation(surroundings.bootstrapServers(), surroundings.apiRootUrl()));
  }

  /** What to try next. The first task runs long enough to be cancelled by hand. */
  static String invitation(String kafka, String api) {
    return """

         Everything stays up. Send more, and see its way here:

           echo '{"task": "Get the top story", "metadata": {"sandbox.run_ms": 300000},
             "bridge": {"request_id": "mine-1"}}' | tr -d '\\n' \\
             | kcat -P -b %1$s -X partitioner=murmur2_random \\
                 -t task-requests -k mine-1
           echo '{"task": "x", "metadata": {"sandbox.tools": "lookup"}, "custom_tools": [
             {"name": "lookup", "description": "Looks up", "inputs": {}, "output": "An object"}]}' \\
             | tr -d '\\n' | kcat -P -b %1$s -X partitioner=murmur2_random \\
                 -t task-requests -k mine-2
           echo '{"request_id": "mine-1", "command": "cancel"}' \\
             | kcat -P -b %1$s -X partitioner=murmur2_random \\
                 -t task-commands -k mine-1

         Read what came out:

           kcat -C -b %1$s -t task-results -e \\
             -X isolation.level=read_committed
           curl %2$s/record/summary

         End with Ctrl-C.

        """
        .formatted(kafka, api);
  }
}
