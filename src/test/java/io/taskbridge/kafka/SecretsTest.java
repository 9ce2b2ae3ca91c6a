package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @Test
  void shouldFindPasswordsCertificatesAndSecrets() throws Exception {
    String request =
        "{\"proxy_password\":\"p1\",\"proxy_username\":\"u\","
            + "\"certificates\":[{\"file\":\"f1\",\"password\":\"p2\",\"name\":\"n\"},{\"file\":\"f2\"}],"
            + "\"secrets\":{\"login\":\"s1\",\"more\":[\"s2\",{\"deep\":\"s3\"}]}}";

    assertThat(Secrets.of(JsonDocuments.read(request.getBytes(UTF_8))))
        .containsExactlyInAnyOrder("p1", "p2", "f1", "f2", "s1", "s2", "s3");
  }

  @Test
  void shouldFindWhoLogsInAtAProxyAndInAnAddress() throws Exception {
    String request =
        "{\"proxy_username\":\"customer-7-it\",\"proxy_server\":\"http://me:p1@proxy:80\","
            + "\"url\":\"https://me:p2@shop.example/a@b\"}";

    assertThat(Secrets.of(JsonDocuments.read(request.getBytes(UTF_8))))
        .contains("customer-7-it", "p1", "p2");
  }

  @Test
  void shouldTakeANumberForASecretWhereATextBelongs() throws Exception {
    String request = "{\"proxy_password\":1234,\"secrets\":[5.60]}";

    assertThat(Secrets.of(JsonDocuments.read(request.getBytes(UTF_8))))
        .containsExactly("1234", "5.60");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"proxy_password\":null,\"certificates\":null,\"secrets\":null}",
        "{\"proxy_password\":\"\",\"certificates\":[{\"password\":\"\"}],\"secrets\":{\"a\":\"\"}}",
        "{\"proxy_password\":true,\"certificates\":\"odd\",\"secrets\":[false,null,{}]}"
      })
  void shouldFindNothingWhereThereIsNothing(String request) throws Exception {
    assertThat(Secrets.of(JsonDocuments.read(request.getBytes(UTF_8)))).isEmpty();
  }
}
