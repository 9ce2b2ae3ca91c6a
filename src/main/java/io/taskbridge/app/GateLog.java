package io.taskbridge.app;

import io.taskbridge.task.ApiGate;
import io.taskbridge.task.ApiGate.Door;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Says once when the API lets nobody in, and once when it does again. */
@Singleton
class GateLog implements Consumer<ApiGate.State> {
  private static final Logger LOG = Logger.getLogger("io.taskbridge.api");

  private volatile ApiGate.State last;

  @Override
  public void accept(ApiGate.State state) {
    last = state;
    if (state.door() == Door.OPEN) {
      LOG.infof("submissions go on: %s", state.detail());
    } else {
      LOG.warnf(
          "submissions wait (%s): %s; trying again from time to time",
          state.door(), state.detail());
    }
  }

  /** Whether submissions wait for this reason. Safe to call on any thread. */
  boolean isAt(Door door) {
    ApiGate.State said = last;
    return said != null && said.door() == door;
  }

  /** What was said last; null while all is as it was at the start. Safe to call on any thread. */
  ApiGate.State last() {
    return last;
  }
}
