package io.taskbridge.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until the bridge says that it is ready. */
final class Readiness {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MS = 250;

  private Readiness() {}

  static void await(int managementPort) throws InterruptedException, TimeoutException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady(http, ask)) {
      if (System.nanoTime() > end) {
        throw new TimeoutException(
            "The bridge was not ready after " + PATIENCE.toSeconds() + " s.");
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }
  }

  private static boolean isReady(HttpClient http, HttpRequest ask) throws InterruptedException {
    try {
      return http.send(ask, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notUpYet) {
      return false;
    }
  }
}
