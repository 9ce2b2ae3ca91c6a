package io.taskbridge.taskapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySourceTest {
  @TempDir Path folder;
  private final HandClock clock = new HandClock();
  private final HeardLog log = HeardLog.of(ApiKeySource.class);
  private Path file;

  @AfterEach
  void stopListening() {
    log.close();
  }

  @BeforeEach
  void writeKey() throws IOException {
    file = Files.writeString(folder.resolve("key"), "  sk-first \n");
  }

  @Test
  void shouldTrimTheKey() {
    assertThat(ApiKeySource.file(file, clock).get()).isEqualTo("sk-first");
    assertThat(ApiKeySource.fixed(" sk-fixed\n").get()).isEqualTo("sk-fixed");
  }

  @Test
  void shouldTakeANewKeyAfterASecond() throws IOException {
    ApiKeySource source = ApiKeySource.file(file, clock);
    Files.writeString(file, "sk-second");

    clock.advance(Duration.ofMillis(999));
    String tooEarly = source.get();
    clock.advance(Duration.ofMillis(1));

    assertThat(tooEarly).isEqualTo("sk-first");
    assertThat(source.get()).isEqualTo("sk-second");
  }

  @Test
  void shouldFollowALinkThatIsSwapped() throws IOException {
    // How Kubernetes replaces a mounted secret.
    Path first = Files.writeString(folder.resolve("1"), "sk-aaaaa");
    Path second = Files.writeString(folder.resolve("2"), "sk-bbbbb");
    Files.setLastModifiedTime(second, Files.getLastModifiedTime(first));
    Path link = Files.createSymbolicLink(folder.resolve("link"), first);
    ApiKeySource source = ApiKeySource.file(link, clock);

    Files.delete(link);
    Files.createSymbolicLink(link, second);
    clock.advance(Duration.ofSeconds(1));

    assertThat(source.get()).isEqualTo("sk-bbbbb");
  }

  @Test
  void shouldKeepTheLastGoodKeyWhileTheFileIsMissing() throws IOException {
    ApiKeySource source = ApiKeySource.file(file, clock);

    Files.delete(file);
    clock.advance(Duration.ofSeconds(1));

    assertThat(source.get()).isEqualTo("sk-first");
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("WARN")
        .contains("BRIDGE_API_KEY_FILE", "cannot be read", "stays in use");
    clock.advance(Duration.ofSeconds(1));
    source.get();
    assertThat(log.lines()).as("said once").hasSize(1);

    Files.writeString(file, "sk-second");
    clock.advance(Duration.ofSeconds(1));

    assertThat(source.get()).isEqualTo("sk-second");
    clock.advance(Duration.ofSeconds(1));
    source.get();
    assertThat(log.lines()).hasSize(2).last().asString().matches("INFO .*key holds a key again.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "two words", "lines\nof text", "naïve"})
  void shouldKeepTheLastGoodKeyWhileTheFileHoldsNone(String content) throws IOException {
    ApiKeySource source = ApiKeySource.file(file, clock);

    Files.writeString(file, content);
    clock.advance(Duration.ofSeconds(1));

    assertThat(source.get()).isEqualTo("sk-first");
    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("BRIDGE_API_KEY_FILE")
        .doesNotContain("naïve", "words", "of text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\u0000b"})
  void shouldNotStartWithoutAUsableKey(String content) throws IOException {
    Files.writeString(file, content);

    assertThatIllegalStateException()
        .isThrownBy(() -> ApiKeySource.file(file, clock))
        .withMessageContaining("BRIDGE_API_KEY_FILE");
    assertThatIllegalStateException()
        .isThrownBy(() -> ApiKeySource.fixed(content))
        .withMessageContaining("BRIDGE_API_KEY");
  }

  @Test
  void shouldNotStartWithoutTheFile() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ApiKeySource.file(folder.resolve("none"), clock))
        .withMessageContaining("BRIDGE_API_KEY_FILE")
        .withMessageContaining("none");
  }

  @Test
  void shouldNeverShowTheKey() {
    assertThat(ApiKeySource.file(file, clock).toString()).doesNotContain("sk-");
    assertThat(ApiKeySource.fixed("sk-fixed").toString()).doesNotContain("sk-");
  }

  /** A clock that only moves by hand. */
  private static final class HandClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
