package io.taskbridge.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run does, from system properties {@code chaos.*}.
 *
 * @param seed decides the plan, the mix of requests and the chances at the simulated API
 * @param requests how many are sent
 * @param replicas that are up from the beginning; one more may join
 * @param rate requests a second
 * @param duration of the plan
 * @param killEvery the mean time between two kills; the plan varies it by 40 % either way; zero:
 *     none
 * @param freezes how many times a replica is stopped for longer than its session
 * @param brokerRestarts how many times the broker goes away and comes back, at any time
 * @param brokerEvery the time between restarts of the broker, beside those; zero: none
 * @param apiFaults how many spells of trouble the API has
 * @param terminations how many times a replica is stopped in order and started again
 * @param joins how many times one more replica comes and goes
 * @param resetChance of a reset after the API handled a submission, all the time
 * @param patience after the plan: within it every request must have a result
 * @param folder for logs and the broker's data
 */
record ChaosOptions(
    long seed,
    int requests,
    int replicas,
    double rate,
    Duration duration,
    Duration killEvery,
    int freezes,
    int brokerRestarts,
    Duration brokerEvery,
    int apiFaults,
    int terminations,
    int joins,
    double resetChance,
    Duration patience,
    Path folder) {

  static ChaosOptions fromSystemProperties() {
    long seed = Long.getLong("chaos.seed", 1);
    int requests = Integer.getInteger("chaos.requests", 300);
    Duration duration = Duration.ofSeconds(Long.getLong("chaos.seconds", 40));
    return new ChaosOptions(
        seed,
        requests,
        Integer.getInteger("chaos.replicas", 2),
        requests / (duration.toSeconds() * 0.9),
        duration,
        Duration.ofMillis(Long.getLong("chaos.kill-every-ms", 8_000)),
        Integer.getInteger("chaos.freezes", 1),
        Integer.getInteger("chaos.broker-restarts", 1),
        Duration.ofMillis(Long.getLong("chaos.broker-every-ms", 0)),
        Integer.getInteger("chaos.api-faults", 1),
        Integer.getInteger("chaos.terminations", 1),
        Integer.getInteger("chaos.joins", 1),
        Double.parseDouble(System.getProperty("chaos.resets", "0.01")),
        Duration.ofSeconds(Long.getLong("chaos.patience-seconds", 120)),
        Path.of(System.getProperty("chaos.folder", "target/chaos")).resolve("seed-" + seed));
  }
}
