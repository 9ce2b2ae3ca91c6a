package io.taskbridge.taskapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskApiSettingsTest {
  private static final URI URL = URI.create("https://api.example/v1//");
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void shouldTakeTheSlashesOffTheEnd() {
    assertThat(TaskApiSettings.of(URL).baseUrl()).hasToString("https://api.example/v1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.example/v1",
        "ftp://api.example",
        "https:///v1",
        "https://u:p@api.example",
        "https://api.example?x=1",
        "https://api.example#x"
      })
  void shouldRefuseWhatIsNoBaseUrl(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskApiSettings.of(URI.create(url)))
        .withMessageContaining("BRIDGE_API_URL")
        .withMessageNotContaining("u:p");
  }

  @Test
  void shouldNameTheSettingThatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaskApiSettings(URL, Duration.ZERO, SECOND, SECOND, 1, 4096))
        .withMessageContaining("bridge.api.connect-timeout");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaskApiSettings(URL, SECOND, SECOND, SECOND, 0, 4096))
        .withMessageContaining("bridge.api.max-connections");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaskApiSettings(URL, SECOND, SECOND, SECOND, 1, 1))
        .withMessageContaining("bridge.api.max-answer-bytes");
  }

  @Test
  void shouldNeverAllowLongerToConnectThanToAnswer() {
    Duration request = Duration.ofSeconds(30);

    assertThat(settings(Duration.ofSeconds(5), request).acquireTimeout())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(settings(Duration.ofSeconds(20), request).acquireTimeout()).isEqualTo(request);
  }

  private static TaskApiSettings settings(Duration connect, Duration request) {
    return new TaskApiSettings(URL, connect, request, request, 1, 4096);
  }
}
