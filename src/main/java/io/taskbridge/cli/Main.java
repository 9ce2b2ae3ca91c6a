package io.taskbridge.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Without an argument the bridge; with one, a verb of the command line. */
@QuarkusMain
public final class Main {

  private Main() {}

  /** Ends with the verb's exit code; without a verb when the bridge has ended. */
  public static void main(String... args) {
    if (args.length == 0) {
      Quarkus.run(args);
    } else {
      System.exit(verb(args));
    }
  }

  /** Runs one verb, without a bridge. */
  public static int verb(String... args) {
    Quiet.logs();
    // The JDK's client logs in at no proxy for TLS unless it is told; who sets a login wants it.
    System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    return new CommandLineTool(Setup::load, Screen.ofProcess()).run(args);
  }
}
