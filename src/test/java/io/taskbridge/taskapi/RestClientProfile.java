package io.taskbridge.taskapi;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Just enough of Quarkus for the REST client, which cannot be built without it: none of the
 * bridge's own beans, no broker.
 */
public class RestClientProfile implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "quarkus.arc.exclude-types",
        "io.taskbridge.app.**,io.taskbridge.kafka.**,io.taskbridge.sandbox.**",
        "mp.messaging.incoming.intake.enabled",
        "false",
        "quarkus.devservices.enabled",
        "false",
        "quarkus.http.test-port",
        "0",
        "quarkus.management.test-port",
        "0");
  }
}
