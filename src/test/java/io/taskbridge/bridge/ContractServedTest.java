package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Who has only the running bridge has the contract as well. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class ContractServedTest extends BridgeTestBase {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");
  private static final Pattern REF = Pattern.compile("\"\\$ref\" ?: ?\"(?:\\./)?([^#\"]+)#?");

  @Test
  void shouldServeEveryFileThatTheIndexNames() {
    HttpResponse<String> index = get("/contract/");

    assertThat(index.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    List<String> links = found(LINK, index.body());
    assertThat(links).hasSize(10).contains("v1/asyncapi.json", "v1/task-results.schema.json");
    links.forEach(link -> assertThatJsonIsServed("/contract/" + link));
  }

  @Test
  void shouldServeWhatTheDocumentRefersTo() {
    List<String> files = found(REF, get("/contract/v1/asyncapi.json").body());

    assertThat(files).contains("task-results.schema.json", "headers.schema.json");
    files.stream().distinct().forEach(file -> assertThatJsonIsServed("/contract/v1/" + file));
  }

  private static void assertThatJsonIsServed(String path) {
    HttpResponse<String> file = get(path);
    assertThat(file.headers().firstValue("content-type").orElse(""))
        .as("of %s", path)
        .startsWith("application/json");
    assertThat(Json.read(file.body()).isObject()).as(path).isTrue();
  }

  private static HttpResponse<String> get(String path) {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    HttpResponse<String> answer = Http.get("http://localhost:" + port + path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer;
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult each) -> each.group(1)).toList();
  }
}
