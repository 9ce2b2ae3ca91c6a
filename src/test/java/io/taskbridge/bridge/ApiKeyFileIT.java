package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that expires under a running bridge, and is replaced in its file. */
class ApiKeyFileIT {
  private static final String OLD = "key-of-last-year";
  private static final String NEW = "key-of-this-year";

  @TempDir Path secret;

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void shouldGoOnWithTheNewKeyAsIfNothingHadBeen(int status) throws IOException {
    mount(1, OLD);
    try (Sandbox sandbox = Sandbox.start()) {
      accept(sandbox, OLD, status);
      try (BridgeProcess bridge = BridgeProcess.start("key-file-" + status, environment(sandbox))) {
        bridge.awaitReady();
        List<Request> sent = new ArrayList<>();
        Request asking = Request.tools("asking", "weather").script("run_ms", 500);
        Request session = Request.session("session");
        sent.add(asking);
        sent.add(session);
        for (int i = 0; i < 10; i++) {
          sent.add(Request.task("running").script("run_ms", 3_000 + 100 * i));
        }
        sent.forEach(sandbox.requests()::send);
        Output call = sandbox.outputs().toolCall(asking);
        sandbox.outputs().statuses(session.id(), "running");

        accept(sandbox, NEW, status);
        for (int i = 0; i < 20; i++) {
          Request waiting = Request.task("waiting");
          sandbox.requests().send(waiting);
          sent.add(waiting);
        }
        sandbox.requests().reply(call, "sunny");
        sandbox.requests().act(session, "a1", "goto", "{\"url\":\"https://a.example\"}");
        sandbox.requests().act(session, "a2", "close", null);
        Outputs.until(
            "a closed door",
            () -> bridge.ready().data().path("api").asText().equals("not_authenticated"));
        assertThat(bridge.ready().isUp()).isTrue();
        Outputs.until("many calls with the old key", () -> refused(sandbox) >= 5);
        assertThat(sandbox.outputs().find(Outputs.RESULTS)).isEmpty();

        mount(2, NEW);

        for (Request each : sent) {
          Output result = sandbox.outputs().result(each);
          assertThat(result.text("status")).as(each.id()).isEqualTo("done");
          assertThat(sandbox.record().task(each).id()).isEqualTo(result.text("task_id"));
        }
        assertThat(sandbox.outputs().actions(session, 2))
            .allSatisfy(action -> assertThat(action.at("/code").intValue()).isEqualTo(200));
        assertThat(sandbox.record().task(asking).replies())
            .singleElement()
            .satisfies(reply -> assertThat(reply.accepted()).isTrue());
        assertThat(sandbox.outputs().find(Outputs.DEAD_LETTERS)).isEmpty();
        Promises.check(sandbox.outputs());
        assertThat(bridge.ready().data().path("api").asText()).isEqualTo("open");
        assertThat(bridge.loudLines())
            .singleElement()
            .satisfies(line -> assertThat(line).contains("submissions wait (NOT_AUTHENTICATED)"));
        bridge.stop();
      }
    }
  }

  /** As Kubernetes mounts a Secret: the file is a link through a link that is swapped at once. */
  private void mount(int generation, String key) throws IOException {
    Path folder = Files.createDirectory(secret.resolve("..generation-" + generation));
    Files.writeString(folder.resolve("key"), key + "\n");
    Path swapped = secret.resolve("..data_tmp");
    Files.createSymbolicLink(swapped, folder.getFileName());
    Files.move(
        swapped,
        secret.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    if (generation == 1) {
      Files.createSymbolicLink(secret.resolve("key"), Path.of("..data", "key"));
    }
  }

  private Map<String, String> environment(Sandbox sandbox) {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.remove("BRIDGE_API_KEY");
    environment.put("BRIDGE_API_KEY_FILE", secret.resolve("key").toString());
    return environment;
  }

  private static void accept(Sandbox sandbox, String key, int otherwise) {
    sandbox
        .api()
        .settings(
            "{\"keys\":[\"%s\"],\"auth_status\":%d,\"auth_detail\":\"Invalid API key\"}"
                .formatted(key, otherwise));
  }

  private static long refused(Sandbox sandbox) {
    return sandbox.record().calls().stream().filter(call -> call.answer().startsWith("40")).count();
  }
}
