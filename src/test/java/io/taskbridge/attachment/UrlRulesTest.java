package io.taskbridge.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {
  private static final UrlRules.Checks CHECKS =
      new UrlRules(
              List.of(
                  "Files.example.com",
                  "*.cdn.example.com",
                  "other.example.com:8443",
                  "http://plain.example.com",
                  "[2606:4700::1111]"),
              List.of())
          .checks();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://files.example.com/a.txt",
        "HTTPS://FILES.EXAMPLE.COM:443/a?b=c",
        "https://a.cdn.example.com",
        "https://a.b.cdn.example.com/x",
        "https://other.example.com:8443/",
        "http://plain.example.com:80/x",
        "https://[2606:4700::1111]/x"
      })
  void shouldAllowWhatIsListed(String url) {
    assertThat(CHECKS.objection(URI.create(url))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http://files.example.com/, is not allowed",
    "https://files.example.com:8443/, is not allowed",
    "https://cdn.example.com/, is not allowed",
    "https://evilcdn.example.com/, is not allowed",
    "https://files.example.com.evil.test/, is not allowed",
    "https://files.example.com./, is not allowed",
    "https://other.example.com/, is not allowed",
    "https://plain.example.com/, is not allowed",
    "http://169.254.169.254/latest/meta-data, is not allowed",
    "https://2130706433/, is not allowed",
    "https://me:hunter2@files.example.com/, user name or a password",
    "https://files.example.com@evil.test/, user name or a password",
    "ftp://files.example.com/, only https",
    "file://files.example.com/etc/passwd, only https",
    "gopher://files.example.com/, only https",
    "https:files.example.com, names no host",
    "file:///etc/passwd, names no host"
  })
  void shouldSayWhyAnythingElseIsNotFetched(String url, String why) {
    assertThat(CHECKS.objection(URI.create(url))).contains(why).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "files.example.com/path",
        "ftp://files.example.com",
        "me@files.example.com",
        "https://",
        "a b",
        "a.*.example.com"
      })
  void shouldNotStartWithAnEntryThatMakesNoSense(String entry) {
    assertThatThrownBy(() -> new UrlRules(List.of(entry), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bridge.attachments.url-hosts: ");
  }

  @Test
  void shouldNotStartWithANetworkThatMakesNoSense() {
    assertThatThrownBy(() -> new UrlRules(List.of(), List.of("intranet")))
        .hasMessageStartingWith("bridge.attachments.url-networks: 'intranet' is no range");
  }
}
