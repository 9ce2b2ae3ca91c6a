package io.taskbridge.sandbox.api;

import java.util.List;
import java.util.Random;

/** A list of faults with what is left of each: for one task, one request, or all calls. */
final class FaultList {

  private final List<Fault> faults;
  private final int[] left;

  FaultList(List<Fault> faults) {
    this.faults = faults;
    this.left = faults.stream().mapToInt(Fault::count).toArray();
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** The first fault that strikes this operation, used up by one; null when none does. */
  Fault strike(Operation operation, Random random) {
    for (int i = 0; i < left.length; i++) {
      Fault fault = faults.get(i);
      if (left[i] != 0
          && fault.concerns(operation)
          && (fault.probability() >= 1 || random.nextDouble() < fault.probability())) {
        left[i] -= left[i] > 0 ? 1 : 0;
        return fault;
      }
    }
    return null;
  }

  /** How often a fault can still strike; -1 means without end. */
  int left(int index) {
    return left[index];
  }

  List<Fault> faults() {
    return faults;
  }
}
