package io.taskbridge.bridge;

import io.taskbridge.sandbox.FreePort;
import io.taskbridge.sandbox.broker.BrokerOptions;
import io.taskbridge.sandbox.broker.EmbeddedBroker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * An embedded broker with two doors: one for the tests themselves, without a guard, and one behind
 * which a client has to show who it is.
 */
final class SecuredBroker implements AutoCloseable {
  /** What every request at the unguarded door counts as. */
  static final String SUPER_USER = "User:ANONYMOUS";

  private static final int ATTEMPTS = 3;
  private static final int ITERATIONS = 4_096;

  private final EmbeddedBroker broker;
  private final int port;

  private SecuredBroker(EmbeddedBroker broker, int port) {
    this.broker = broker;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param protocol of the guarded door: {@code SSL}, {@code SASL_PLAINTEXT} or {@code SASL_SSL}
   * @param door the settings of the guarded door, without their prefix
   * @param broker further settings of the broker
   */
  static SecuredBroker start(
      String protocol, Map<String, String> door, Map<String, String> broker) {
    for (int attempt = 1; ; attempt++) {
      int open = FreePort.free();
      int controller = FreePort.free();
      int guarded = FreePort.free();
      Map<String, String> settings = new HashMap<>(broker);
      settings.put(
          "listeners",
          "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d,GUARDED://127.0.0.1:%d"
              .formatted(open, controller, guarded));
      settings.put(
          "advertised.listeners",
          "PLAINTEXT://127.0.0.1:%d,GUARDED://localhost:%d".formatted(open, guarded));
      settings.put(
          "listener.security.protocol.map",
          "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:" + protocol);
      settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
      door.forEach((name, value) -> settings.put("listener.name.guarded." + name, value));
      EmbeddedBroker started =
          EmbeddedBroker.start(BrokerOptions.defaults().withPort(open).withOverrides(settings));
      if (started.port() == open) {
        return new SecuredBroker(started, guarded);
      }
      started.close();
      if (attempt == ATTEMPTS) {
        throw new AssertionError("every port that was free is taken a moment later");
      }
    }
  }

  /** The door for the tests. */
  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The guarded door. */
  String guardedServers() {
    return "localhost:" + port;
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
  }

  /** Makes a user that can log in by SCRAM-SHA-512. */
  SecuredBroker withUser(String name, String password) {
    UserScramCredentialAlteration user =
        new UserScramCredentialUpsertion(
            name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password);
    try (Admin admin = admin()) {
      admin.alterUserScramCredentials(List.of(user)).all().get();
      return this;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("the broker takes no user", e);
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
