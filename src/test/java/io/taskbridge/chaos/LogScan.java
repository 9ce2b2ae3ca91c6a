package io.taskbridge.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the replicas logged above INFO. */
final class LogScan {
  private static final Pattern ABOVE_INFO = Pattern.compile("^\\S+ \\S+ (WARN|ERROR|FATAL) ");
  private static final Pattern VARYING =
      Pattern.compile("r\\d+|c-\\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[\\w-]{22}|\\d+(\\.\\d+)?");
  private static final int LONGEST = 230;

  private LogScan() {}

  /** Lines above INFO, numbers and ids taken out, and how often each came. */
  static Map<String, Integer> aboveInfo(List<Replica> replicas) {
    Map<String, Integer> counted = new TreeMap<>();
    for (Replica replica : replicas) {
      try (Stream<String> lines = Files.lines(replica.log(), StandardCharsets.UTF_8)) {
        lines
            .filter(line -> ABOVE_INFO.matcher(line).find())
            .map(line -> line.substring(line.indexOf(' ', line.indexOf(' ') + 1) + 1))
            .map(line -> VARYING.matcher(line).replaceAll("#"))
            .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line)
            .forEach(line -> counted.merge(line, 1, Integer::sum));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + replica.log(), e);
      }
    }
    return counted;
  }
}
