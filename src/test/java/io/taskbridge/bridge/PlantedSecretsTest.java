package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What is meant to find leaks has to find one. */
class PlantedSecretsTest {
  private final PlantedSecrets secrets = new PlantedSecrets();
  private final String password = secrets.plant("password");
  private final String key = secrets.plant("key");

  @Test
  void shouldFindASecretAndSayWhereWithoutQuotingIt() {
    assertThat(secrets.leaks("log", "one\nlog in with " + password + " please"))
        .singleElement()
        .satisfies(
            leak -> assertThat(leak).isEqualTo("log: the password, after 'one log in with '"));
  }

  @Test
  void shouldFindASecretThatIsEncoded() {
    String encoded = Base64.getEncoder().encodeToString(key.getBytes());

    assertThat(secrets.leaks("log", "Basic " + encoded))
        .singleElement()
        .satisfies(leak -> assertThat(leak).contains("the key in base64"));
  }

  @Test
  void shouldFindNothingWhereThereIsNothing() {
    assertThat(secrets.leaks("log", "nothing to see")).isEmpty();
  }
}
