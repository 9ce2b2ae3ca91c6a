package io.taskbridge.chaos;

import io.taskbridge.chaos.Step.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What goes wrong, and when. The same options make the same plan.
 *
 * @param steps by time
 */
record ChaosPlan(long seed, List<Step> steps) {

  /** Longer than the session of 10 s: the group goes on without the replica. */
  private static final Duration LONGER_THAN_A_SESSION = Duration.ofSeconds(15);

  /** Each with the operation it concerns; what the bridge makes of them is in its documentation. */
  private static final List<String> FAULTS =
      List.of(
          "{\"op\":\"submit\",\"kind\":\"reset\",\"when\":\"before\",\"probability\":0.3}",
          "{\"op\":\"submit\",\"kind\":\"reset\",\"when\":\"after\",\"probability\":0.1}",
          "{\"op\":\"submit\",\"kind\":\"close\",\"when\":\"after\",\"probability\":0.1}",
          "{\"op\":\"submit\",\"kind\":\"truncate\",\"probability\":0.1}",
          "{\"op\":\"submit\",\"kind\":\"slow\",\"ms\":2500,\"probability\":0.2}",
          "{\"op\":\"any\",\"kind\":\"status\",\"status\":503,\"probability\":0.3}",
          "{\"op\":\"get\",\"kind\":\"reset\",\"when\":\"after\",\"probability\":0.3}",
          "{\"op\":\"get\",\"kind\":\"not_json\",\"probability\":0.2}",
          "{\"op\":\"event\",\"kind\":\"reset\",\"when\":\"after\",\"probability\":0.5}",
          "{\"op\":\"list\",\"kind\":\"status\",\"status\":500,\"probability\":0.5}");

  ChaosPlan {
    steps = List.copyOf(steps);
  }

  /**
   * A plan written down, one step after the other, divided by semicolons: the second at which it
   * begins, what, the replica (0: none), how many seconds, and the fault.
   *
   * <p>{@code 10 BROKER 0 14; 20 API_FAULT 0 12 {"op":"submit","kind":"reset","when":"after"}}
   */
  static ChaosPlan parse(String text) {
    return new ChaosPlan(
        0, Arrays.stream(text.split(";")).map(String::strip).map(ChaosPlan::step).toList());
  }

  private static Step step(String text) {
    String[] parts = text.split("\\s+", 5);
    return new Step(
        inSeconds(parts[0]),
        Kind.valueOf(parts[1]),
        Integer.parseInt(parts[2]),
        inSeconds(parts[3]),
        parts.length > 4 ? parts[4] : null);
  }

  private static Duration inSeconds(String number) {
    return Duration.ofMillis(Math.round(Double.parseDouble(number) * 1000));
  }

  static ChaosPlan of(ChaosOptions options) {
    Random random = new Random(options.seed());
    List<Step> steps = new ArrayList<>();
    kills(options, random, steps);
    for (int i = 0; i < options.freezes(); i++) {
      steps.add(replicaStep(options, random, Kind.FREEZE, LONGER_THAN_A_SESSION));
    }
    for (int i = 0; i < options.terminations(); i++) {
      Duration away = random.nextBoolean() ? Duration.ZERO : LONGER_THAN_A_SESSION;
      steps.add(replicaStep(options, random, Kind.TERMINATE, away));
    }
    for (int i = 0; i < options.joins(); i++) {
      Duration at = sometime(options, random);
      // Each has a name of its own: two may be there at the same time.
      int joiner = options.replicas() + 1 + i;
      steps.add(new Step(at, Kind.JOIN, joiner, seconds(random, 10, 20), null));
    }
    for (int i = 0; i < options.brokerRestarts(); i++) {
      steps.add(new Step(sometime(options, random), Kind.BROKER, 0, seconds(random, 0, 4), null));
    }
    Duration every = options.brokerEvery();
    for (Duration at = every;
        !every.isZero() && at.compareTo(options.duration()) < 0;
        at = at.plus(every)) {
      steps.add(new Step(at, Kind.BROKER, 0, seconds(random, 0, 4), null));
    }
    for (int i = 0; i < options.apiFaults(); i++) {
      steps.add(apiFault(options, random));
    }
    steps.sort(Comparator.comparing(Step::at));
    return new ChaosPlan(options.seed(), steps);
  }

  private static void kills(ChaosOptions options, Random random, List<Step> steps) {
    double mean = options.killEvery().toMillis();
    double at = mean;
    while (mean > 0 && at < options.duration().toMillis()) {
      int replica = 1 + random.nextInt(options.replicas());
      // One in ten stays away until the others have taken its place.
      Duration away =
          random.nextInt(10) == 0 ? LONGER_THAN_A_SESSION : Duration.ofMillis(random.nextInt(500));
      steps.add(new Step(Duration.ofMillis((long) at), Kind.KILL, replica, away, null));
      at += mean * (0.6 + 0.8 * random.nextDouble());
    }
  }

  private static Step apiFault(ChaosOptions options, Random random) {
    Duration at = sometime(options, random);
    int which = random.nextInt(FAULTS.size() + 1);
    return which == FAULTS.size()
        ? new Step(at, Kind.API_DOWN, 0, seconds(random, 2, 8), null)
        : new Step(at, Kind.API_FAULT, 0, seconds(random, 3, 10), FAULTS.get(which));
  }

  private static Step replicaStep(ChaosOptions options, Random random, Kind kind, Duration lasts) {
    return new Step(
        sometime(options, random), kind, 1 + random.nextInt(options.replicas()), lasts, null);
  }

  private static Duration sometime(ChaosOptions options, Random random) {
    return Duration.ofMillis((long) (options.duration().toMillis() * random.nextDouble() * 0.9));
  }

  private static Duration seconds(Random random, int least, int most) {
    return Duration.ofMillis(1000L * least + random.nextInt(1000 * (most - least)));
  }
}
