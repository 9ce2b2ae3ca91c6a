package io.taskbridge.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** ISO-8601 durations, as the bridge's own settings have them. */
final class Durations implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException notOne) {
      // Said below, together with a negative one.
    }
    throw new TypeConversionException(
        "'" + text + "' is no ISO-8601 duration; write PT2H for two hours, P2D for two days");
  }
}
