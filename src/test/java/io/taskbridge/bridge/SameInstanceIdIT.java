package io.taskbridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two processes that were given the same name by mistake, neither of which has anything to do. */
class SameInstanceIdIT {

  @Test
  void shouldEndTheOlderOneAndSayWhy() {
    try (Sandbox sandbox = Sandbox.start();
        BridgeProcess older = BridgeProcess.start("older", sandbox.environment())) {
      older.awaitReady();

      try (BridgeProcess newer = BridgeProcess.start("newer", sandbox.environment())) {
        assertThat(older.awaitEnd()).isEqualTo(1);
        assertThat(older.lines())
            .anySatisfy(
                line ->
                    assertThat(line)
                        .contains("works under the instance id of this one", "BRIDGE_INSTANCE_ID"));

        newer.awaitReady();
        Request request = Request.task("afterwards");
        sandbox.requests().send(request);
        assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
        assertThat(newer.isRunning()).isTrue();
        newer.stop();
        assertThat(newer.lines()).noneSatisfy(line -> assertThat(line).contains("works under"));
      }
    }
  }

  /** Only the transactional id tells the older from the newer, and a reserve writes nothing. */
  @Test
  void shouldEndTheOlderOneAlthoughItHasNoPartitions() {
    try (Sandbox sandbox = Sandbox.start();
        BridgeProcess holder = BridgeProcess.start("holder", environment(sandbox, "a"))) {
      holder.awaitReady();
      try (BridgeProcess older = BridgeProcess.start("older-reserve", environment(sandbox, "b"))) {
        older.awaitReady();

        try (BridgeProcess newer =
            BridgeProcess.start("newer-reserve", environment(sandbox, "b"))) {
          assertThat(older.awaitEnd()).isEqualTo(1);
          assertThat(older.lines())
              .anySatisfy(
                  line -> assertThat(line).contains("works under the instance id of this one"));

          newer.awaitReady();
          Request request = Request.task("afterwards");
          sandbox.requests().send(request);
          assertThat(sandbox.outputs().result(request).text("status")).isEqualTo("done");
          assertThat(newer.isRunning()).isTrue();
          assertThat(holder.isRunning()).isTrue();
        }
      }
    }
  }

  private static Map<String, String> environment(Sandbox sandbox, String instanceId) {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("BRIDGE_INSTANCE_ID", instanceId);
    environment.put("BRIDGE_TOPICS_PARTITIONS", "1");
    return environment;
  }
}
