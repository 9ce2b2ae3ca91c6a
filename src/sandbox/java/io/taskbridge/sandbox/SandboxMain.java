package io.taskbridge.sandbox;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Runs the bridge as it is, between an embedded broker and a simulated task API. */
@QuarkusMain(name = "sandbox")
public final class SandboxMain {

  private SandboxMain() {}

  /**
   * Starts everything, sends the samples, and stays up until SIGINT. With the system property
   * {@code sandbox.once=true} it ends after the summary: 0 when every sample ended as it should,
   * else 1.
   */
  public static void main(String... args) {
    boolean once = Boolean.parseBoolean(System.getProperty("sandbox.once"));
    System.out.println(" Starting a broker, a simulated task API, and the bridge between them ...");
    Surroundings surroundings = Surroundings.start();
    surroundings.describe(System.out);
    Guide guide = new Guide(surroundings, once);
    guide.start();
    Quarkus.run(null, guide::bridgeEnded, args);
    surroundings.close();
    System.exit(guide.exitCode());
  }
}
