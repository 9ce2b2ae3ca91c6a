package io.taskbridge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, as {@code /proc} tells it.
 *
 * @param cpuSeconds of all its threads since its start
 * @param rssMib resident now
 * @param peakMib resident at the most
 */
record Usage(double cpuSeconds, double rssMib, double peakMib) {
  /** The kernel counts in ticks of this length on every Linux of today. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  static Usage of(long pid) {
    try {
      Path folder = Path.of("/proc", Long.toString(pid));
      String stat = Files.readString(folder.resolve("stat"));
      // The name in brackets may hold anything; numbers are counted from behind it.
      String[] numbers = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double ticks =
          Double.parseDouble(numbers[USER_TIME]) + Double.parseDouble(numbers[SYSTEM_TIME]);
      String status = Files.readString(folder.resolve("status"));
      return new Usage(ticks / TICKS_PER_SECOND, mib(status, "VmRSS:"), mib(status, "VmHWM:"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double mib(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
