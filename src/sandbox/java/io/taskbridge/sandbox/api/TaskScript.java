package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * How a task goes. All durations are milliseconds; {@link Fields#FOREVER} means until told.
 *
 * @param waitMs from submission to {@code running}
 * @param runMs from {@code running}, or from the last tool reply, to the end
 * @param status the end: {@code done}, {@code failed} or {@code cancelled}
 * @param output null means a likely one
 * @param recording {@code url}, {@code empty} or {@code never}; so is {@code downloads}
 * @param toolTimeoutMs how long the agent waits for a reply before the task fails
 * @param toolErrorFails whether a reply with a code of 400 and above fails the task
 * @param holdMs how long a GET is held; null means as the settings say
 * @param actions the answers of a session by action name, used up in order; the last one stays
 * @param loseMs when the API forgets the task
 * @param extra fields added to every answer about the task
 */
record TaskScript(
    long waitMs,
    long runMs,
    SimStatus status,
    JsonNode output,
    int credits,
    String recording,
    long recordingMs,
    String downloads,
    long downloadsMs,
    List<ToolCallScript> tools,
    long toolTimeoutMs,
    boolean toolErrorFails,
    Long holdMs,
    long actionMs,
    Map<String, List<ActionScript>> actions,
    long loseMs,
    ObjectNode extra,
    List<Fault> faults) {

  List<ToolCallScript> callsWithEnd() {
    return tools.stream().filter(ToolCallScript::withEnd).toList();
  }

  List<ToolCallScript> callsWhileRunning() {
    return tools.stream().filter(call -> !call.withEnd()).toList();
  }
}
