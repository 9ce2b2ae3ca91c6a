package io.taskbridge.chaos;

/** One run from the command line, with the same system properties as the test. */
final class ChaosMain {
  private ChaosMain() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    Report report = new ChaosRun(ChaosOptions.fromSystemProperties()).run();
    report.print(System.out);
    System.exit(report.findings().isEmpty() ? 0 : 1);
  }
}
