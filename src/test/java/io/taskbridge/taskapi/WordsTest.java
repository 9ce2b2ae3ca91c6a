package io.taskbridge.taskapi;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Invalid API key",
        "invalid apikey",
        "Missing API-Key header",
        "API key not found",
        "API key is required.",
        "Not authenticated",
        "Unauthenticated",
        "Could not validate credentials",
        "Invalid authentication credentials",
        "Authentication required",
        "Unauthorized",
        "You are not authorised",
        "Invalid key",
        "Token expired",
        "Your API key is invalid or your plan has expired"
      })
  void shouldHearAboutAuthentication(String detail) {
    assertThat(Words.speakOfAuthentication(detail)).isTrue();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "Forbidden",
        "Access to a premium feature was requested, but it is not available on the current plan.",
        "Stealth mode needs a larger plan",
        "Your plan does not include stored credentials",
        "Proxy authentication is a premium feature",
        "Upgrade to use certificates",
        "Custom tools are not included in your subscription",
        "You are not authorized to use this feature on the free tier"
      })
  void shouldHearAboutAFeature(String detail) {
    assertThat(Words.speakOfAuthentication(detail)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "API credits exhausted. Please upgrade your plan.",
        "Insufficient credits",
        "You have run out of credits",
        "Please upgrade your plan",
        "Payment required",
        "Monthly quota exhausted",
        "Quota exceeded",
        "Credits exhausted: too many tasks this month"
      })
  void shouldHearAboutCredits(String detail) {
    assertThat(Words.speakOfCredits(detail)).isTrue();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "Too Many Requests",
        "Rate limit exceeded",
        "Concurrent session limit reached",
        "Too many concurrent sessions. Please upgrade your plan.",
        "Only 2 browsers at once; upgrade your plan for more",
        "Rate quota exceeded",
        "Limit reached",
        "Quota exceeded: 10 requests per minute",
        "Please slow down"
      })
  void shouldHearAboutRateOrNothing(String detail) {
    assertThat(Words.speakOfCredits(detail)).isFalse();
  }

  @Test
  void shouldNotMistakePartsOfWords() {
    assertThat(Words.speakOfCredits("billing of generated pages failed")).isTrue();
    assertThat(Words.speakOfAuthentication("tokenizer missing")).isFalse();
  }

  @Property
  void shouldMakeOneLineOfBoundedLength(
      @ForAll String text, @ForAll @IntRange(min = 2, max = 50) int most) {
    String line = Words.oneLine(text, most);

    assertThat(line.length()).isLessThanOrEqualTo(most);
    assertThat(line.chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void shouldKeepAShortTextAsItIs() {
    assertThat(Words.oneLine("as it is", 8)).isEqualTo("as it is");
    assertThat(Words.oneLine("forged\r\nline", 99)).isEqualTo("forged  line");
    assertThat(Words.oneLine("123456789", 5)).isEqualTo("1234…");
    assertThat(Words.oneLine(null, 5)).isNull();
  }
}
