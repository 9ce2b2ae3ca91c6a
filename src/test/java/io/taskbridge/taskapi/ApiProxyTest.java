package io.taskbridge.taskapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiProxyTest {
  @ParameterizedTest
  @CsvSource({"proxy.example.com:3128,proxy.example.com,3128", "'[::1]:80',[::1],80"})
  void shouldTakeHostAndPort(String address, String host, int port) {
    ApiProxy proxy = ApiProxy.of(address, Optional.empty(), Optional.empty());

    assertThat(proxy.host()).isEqualTo(host);
    assertThat(proxy.port()).isEqualTo(port);
    assertThat(proxy.wantsLogin()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy",
        "proxy:",
        ":3128",
        "proxy:0",
        "proxy:65536",
        "http://proxy:3128",
        "a:hunter2@b:1"
      })
  void shouldRefuseWhatIsNoAddressWithoutQuotingIt(String address) {
    assertThatThrownBy(() -> ApiProxy.of(address, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BRIDGE_API_PROXY")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shouldRefuseAHalfLogin() {
    assertThatThrownBy(() -> ApiProxy.of("proxy:80", Optional.of("me"), Optional.empty()))
        .hasMessageContaining("BRIDGE_API_PROXY_PASSWORD");
    assertThatThrownBy(() -> ApiProxy.of("proxy:80", Optional.empty(), Optional.of("hunter2")))
        .hasMessageContaining("BRIDGE_API_PROXY_USER")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shouldKeepTheLoginToItself() {
    ApiProxy proxy = ApiProxy.of("proxy:80", Optional.of("me"), Optional.of("hunter2"));

    assertThat(proxy).hasToString("proxy:80");
  }
}
