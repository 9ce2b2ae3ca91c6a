package io.taskbridge.cli;

import static io.taskbridge.cli.Finding.note;
import static io.taskbridge.cli.Finding.ok;
import static io.taskbridge.cli.Finding.wrong;

import io.taskbridge.taskapi.ApiKeySource;
import io.taskbridge.taskapi.ApiRoute;
import io.taskbridge.taskapi.TaskApiSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Asks the task API for one task, as a bridge does while it waits. Not with the bridge's own
 * client, which needs a Quarkus that runs.
 */
final class ApiCheck {
  private static final String WHAT = "task API";

  private final TaskApiSettings settings;
  private final ApiRoute route;

  ApiCheck(TaskApiSettings settings, ApiRoute route) {
    this.settings = settings;
    this.route = route;
  }

  /**
   * @param key null when there is none: then it is only seen whether something answers
   */
  Finding finding(ApiKeySource key) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.baseUrl() + "/task?l=1"))
            .timeout(settings.requestTimeout());
    if (key != null) {
      request.header("apikey", key.get());
    }
    HttpClient client =
        route
            .customize(HttpClient.newBuilder())
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .build();
    try {
      long begun = System.nanoTime();
      HttpResponse<Void> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding());
      return judge(answer.statusCode(), (System.nanoTime() - begun) / 1_000_000, key != null);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return wrong(
          WHAT,
          settings.baseUrl()
              + " cannot be reached ("
              + why
              + "); look at BRIDGE_API_URL, the network and its proxy");
    }
  }

  private Finding judge(int status, long ms, boolean withKey) {
    String where = settings.baseUrl() + " answers with " + status;
    if (status == 200) {
      return ok(WHAT, where + " in " + ms + " ms");
    }
    if (status == 401 || status == 403) {
      return withKey
          ? wrong(WHAT, where + ": it does not accept the key")
          : note(WHAT, where + ": it is there, and wants a key");
    }
    if (status == 429) {
      return note(WHAT, where + ": too much at once, or no credits; a bridge would wait");
    }
    return wrong(
        WHAT, where + " to GET /task; look at BRIDGE_API_URL (it ends with the API's version)");
  }
}
