package io.taskbridge.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Registers what is measured. Every series of a label is there before the first of its kind: an
 * alert on a series that is missing never fires. No label holds an id: they would never end.
 */
@Singleton
final class Meters {
  /** Where whatever a label has no word for is counted. */
  static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Queue<Meter> registered = new ConcurrentLinkedQueue<>();

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * The registry is the JVM's and outlives this application. A gauge that stays in it would show
   * the next one the state of an application that is gone.
   */
  @PreDestroy
  void forget() {
    registered.forEach(registry::remove);
    registered.clear();
  }

  private <M extends Meter> M known(M meter) {
    registered.add(meter);
    return meter;
  }

  Counter counter(String name, String description) {
    return known(Counter.builder(name).description(description).register(registry));
  }

  /**
   * One counter for each value of a label.
   *
   * @param tags of all of them beside it, label and value in turn
   */
  Labelled<Counter> counters(
      String name, String description, String label, Collection<String> values, String... tags) {
    Map<String, Counter> counters = new LinkedHashMap<>();
    for (String value : values) {
      counters.put(
          value,
          known(
              Counter.builder(name)
                  .description(description)
                  .tag(label, value)
                  .tags(tags)
                  .register(registry)));
    }
    return new Labelled<>(counters);
  }

  void gauge(String name, String description, Supplier<Number> value) {
    known(Gauge.builder(name, value).description(description).register(registry));
  }

  /** One of several gauges that differ in a label. */
  void gauge(
      String name, String description, String label, String labelled, Supplier<Number> value) {
    known(
        Gauge.builder(name, value)
            .description(description)
            .tag(label, labelled)
            .register(registry));
  }

  /** A duration, with these buckets. */
  Timer timer(String name, String description, Duration... buckets) {
    return known(
        Timer.builder(name)
            .description(description)
            .serviceLevelObjectives(buckets)
            .register(registry));
  }

  /** One timer for each value of a label. */
  Labelled<Timer> timers(
      String name,
      String description,
      String label,
      Collection<String> values,
      Duration... buckets) {
    Map<String, Timer> timers = new LinkedHashMap<>();
    for (String value : values) {
      timers.put(
          value,
          known(
              Timer.builder(name)
                  .description(description)
                  .tag(label, value)
                  .serviceLevelObjectives(buckets)
                  .register(registry)));
    }
    return new Labelled<>(timers);
  }

  /** Sizes; the name says in which unit. */
  DistributionSummary summary(String name, String description) {
    return known(DistributionSummary.builder(name).description(description).register(registry));
  }

  /** A constant of the code as the value of a label. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** What differs in one label; values that are not known are {@link #OTHER}, if that is. */
  record Labelled<M>(Map<String, M> byValue) {
    M of(String value) {
      M meter = byValue.get(value);
      if (meter == null) {
        meter = byValue.get(OTHER);
      }
      if (meter == null) {
        throw new IllegalArgumentException("no series for '" + value + "': a defect of the bridge");
      }
      return meter;
    }
  }
}
