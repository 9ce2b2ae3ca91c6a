package io.taskbridge.app;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.taskbridge.console.Console;
import io.taskbridge.console.ConsoleRoutes;
import io.taskbridge.console.Recent;
import io.taskbridge.console.Replica;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the page for people on its port, unless the configuration says that there is none. */
@Singleton
class ConsoleWiring {
  private final BridgeConfig config;
  private final String version;
  private final Recent recent = new Recent(Clock.systemUTC());
  private final Instant startedAt = Instant.now();

  ConsoleWiring(
      BridgeConfig config, @ConfigProperty(name = "quarkus.application.version") String version) {
    this.config = config;
    this.version = version;
  }

  @Produces
  @Singleton
  Recent recent() {
    return recent;
  }

  @Produces
  @Singleton
  Console console() {
    Replica replica =
        new Replica(Settings.instanceId(config), config.groupId(), version, startedAt);
    return new Console(replica, recent);
  }

  void routes(@Observes Router router, Vertx vertx, Console console) {
    if (config.console().enabled()) {
      new ConsoleRoutes(console, vertx).addTo(router);
    }
  }

  /** Looks from time to time, so that a page which is opened now has something to show. */
  @Singleton
  static class Looks {
    private final boolean enabled;
    private final Console console;
    private final ConsoleFeed feed;

    Looks(BridgeConfig config, Console console, ConsoleFeed feed) {
      this.enabled = config.console().enabled();
      this.console = console;
      this.feed = feed;
    }

    @Scheduled(identity = "console", every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
      if (enabled) {
        console.look(feed.overview());
      }
    }
  }
}
