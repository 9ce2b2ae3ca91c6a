package io.taskbridge.app;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started once schedules run: from here on liveness means something. */
@Startup
@Singleton
class BridgeStarted implements HealthCheck {
  private final io.taskbridge.app.Startup startup;

  BridgeStarted(io.taskbridge.app.Startup startup) {
    this.startup = startup;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("task-bridge")
        .status(startup.done())
        .withData("topics", startup.topics().detail())
        .build();
  }
}
