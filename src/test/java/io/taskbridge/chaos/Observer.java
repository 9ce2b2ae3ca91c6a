package io.taskbridge.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Asks replicas over their management port. */
final class Observer {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /** Notes whether it is ready and what it counted; true when it says that it is ready. */
  boolean look(Replica replica) throws InterruptedException {
    if (!replica.isRunning()) {
      return false;
    }
    boolean ready = get(replica, "/q/health/ready").startsWith("200");
    if (ready) {
      replica.ready();
    }
    Map<String, Double> counters = new HashMap<>();
    get(replica, "/q/metrics")
        .lines()
        .filter(line -> line.startsWith("bridge_") && line.contains("_total"))
        .forEach(
            line -> {
              int blank = line.lastIndexOf(' ');
              counters.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
            });
    if (!counters.isEmpty()) {
      replica.counters(counters);
    }
    return ready;
  }

  /** Status and body; empty when there is no answer. */
  String get(Replica replica, String path) throws InterruptedException {
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + replica.managementPort() + path))
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<String> answer = http.send(ask, BodyHandlers.ofString());
      return answer.statusCode() + "\n" + answer.body();
    } catch (IOException noAnswer) {
      return "";
    }
  }
}
