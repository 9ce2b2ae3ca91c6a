package io.taskbridge.bridge;

import io.taskbridge.sandbox.api.SimulatedTaskApi;
import org.junit.jupiter.api.AfterEach;

/** What every test of the bridge has at hand. */
abstract class BridgeTestBase {
  final Sandbox sandbox = SandboxResource.sandbox();
  final SimulatedTaskApi api = sandbox.api();
  final ApiRecord record = sandbox.record();
  final Requests requests = sandbox.requests();
  final Outputs outputs = sandbox.outputs();

  /** Whatever a test is about: nothing that was ever published may break a promise. */
  @AfterEach
  void everyPromiseIsKept() {
    Promises.check(outputs);
  }

  /** A plain request on the same partition gets through, so nothing stands in its way. */
  void flowsOn(Sent after) {
    Request next = Request.task("flows-on").script("wait_ms", 0).script("run_ms", 0);
    requests.send(next, after.partition());
    if (!"done".equals(outputs.result(next).text("status"))) {
      throw new AssertionError("after " + after + " came " + outputs.result(next));
    }
  }
}
