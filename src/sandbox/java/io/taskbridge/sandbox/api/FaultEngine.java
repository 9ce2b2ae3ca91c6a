package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Decides which call a fault strikes: those of the task or request first, then those set for all.
 *
 * <p>The API has no idempotency key, so a submission tried again is known by its bytes: "the first
 * two times" in a request's script means the first two POSTs with exactly this body.
 */
final class FaultEngine {

  private final Map<ByteBuffer, FaultList> ofRequests = new HashMap<>();
  private FaultList global = new FaultList(List.of());
  private Random random = new Random(1);

  Fault strikeSubmit(byte[] body, TaskScript script) {
    if (script != null && !script.faults().isEmpty()) {
      FaultList list =
          ofRequests.computeIfAbsent(
              ByteBuffer.wrap(body), unseen -> new FaultList(script.faults()));
      Fault fault = list.strike(Operation.SUBMIT, random);
      if (fault != null) {
        return fault;
      }
    }
    return global.strike(Operation.SUBMIT, random);
  }

  Fault strike(Operation operation, SimTask task) {
    if (task != null && !task.faults.isEmpty()) {
      Fault fault = task.faults.strike(operation, random);
      if (fault != null) {
        return fault;
      }
    }
    return global.strike(operation, random);
  }

  /** Adds faults for all tasks; what was left of the ones before stays. */
  void add(List<Fault> faults) {
    List<Fault> all = new ArrayList<>();
    for (int i = 0; i < global.faults().size(); i++) {
      if (global.left(i) != 0) {
        all.add(global.faults().get(i).withCount(global.left(i)));
      }
    }
    all.addAll(faults);
    global = new FaultList(List.copyOf(all));
  }

  void clear() {
    global = new FaultList(List.of());
    ofRequests.clear();
  }

  /** Makes the chances repeatable. */
  void seed(long seed) {
    random = new Random(seed);
  }

  ArrayNode toJson() {
    ArrayNode array = Json.array();
    for (int i = 0; i < global.faults().size(); i++) {
      Fault fault = global.faults().get(i);
      ObjectNode node = array.addObject();
      node.put("op", fault.operation() == null ? "any" : fault.operation().wire());
      node.put("kind", fault.kind().wire()).put("when", fault.before() ? "before" : "after");
      node.put("left", global.left(i)).put("probability", fault.probability());
    }
    return array;
  }
}
