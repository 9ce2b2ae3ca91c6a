package io.taskbridge.chaos;

import io.taskbridge.sandbox.api.SimulatedTaskApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The faults of the simulated API, of which several may be at work at the same time. */
final class ApiTrouble {
  private final SimulatedTaskApi api;
  private final String always;
  private final List<String> active = new ArrayList<>();
  private int down;

  /**
   * @param resetChance of a reset after a submission was handled, all the time
   */
  ApiTrouble(SimulatedTaskApi api, double resetChance) {
    this.api = api;
    this.always =
        String.format(
            Locale.ROOT,
            "{\"op\":\"submit\",\"kind\":\"reset\",\"when\":\"after\",\"probability\":%.4f}",
            resetChance);
    set();
  }

  synchronized void begin(String fault) {
    active.add(fault);
    set();
  }

  synchronized void end(String fault) {
    active.remove(fault);
    set();
  }

  synchronized void goDown() {
    if (down++ == 0) {
      api.goDown();
    }
  }

  synchronized void comeBack() {
    if (--down == 0) {
      api.comeBack();
    }
  }

  /** From now on the API makes no mistakes. */
  synchronized void heal() {
    active.clear();
    api.clearFaults();
  }

  private void set() {
    api.clearFaults();
    List<String> faults = new ArrayList<>(active);
    faults.add(always);
    api.addFaults(faults.toString());
  }
}
