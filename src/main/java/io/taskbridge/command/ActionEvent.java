package io.taskbridge.command;

import io.taskbridge.command.Command.Action;
import io.taskbridge.task.Json;
import io.taskbridge.task.OpenAction;
import io.taskbridge.task.TaskApi.OutgoingEvent;

/** An action in the words of the API. */
final class ActionEvent {
  private ActionEvent() {}

  /**
   * What the API is sent for an announced action.
   *
   * @param action whose input it carries; null when the bridge acts by itself, without any
   */
  static OutgoingEvent of(OpenAction open, Action action) {
    Json input = action == null ? null : action.input();
    String payload =
        "{\"name\":\""
            + open.kind().word()
            + "\""
            + (input == null ? "" : ",\"input\":" + input.text())
            + "}";
    return new OutgoingEvent(open.eventId(), open.kind().event(), new Json(payload));
  }
}
