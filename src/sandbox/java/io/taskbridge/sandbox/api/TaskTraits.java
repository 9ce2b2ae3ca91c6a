package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What of a request matters for the way its task goes.
 *
 * @param session whether it opened a session
 * @param taskText the first characters of the task; null for a session
 * @param responseModel the schema of the output; null when none was given
 */
record TaskTraits(
    boolean session, String taskText, JsonNode responseModel, String device, boolean recording) {

  private static final int TEXT_LENGTH = 120;

  static TaskTraits of(JsonNode request) {
    JsonNode task = request.path("task");
    JsonNode model = request.path("response_model");
    return new TaskTraits(
        !task.isTextual(),
        task.isTextual() ? shortened(task.textValue()) : null,
        model.isObject() ? model : null,
        request.path("device").asText("desktop"),
        request.path("enable_recording").asBoolean(true));
  }

  static String shortened(String text) {
    return text.length() <= TEXT_LENGTH ? text : text.substring(0, TEXT_LENGTH) + "...";
  }
}
