package io.taskbridge.task;

/** Why something could not be processed: stable words that dashboards and replays may rely on. */
public enum ErrorCode {
  INVALID_JSON,
  INVALID_REQUEST,
  TOO_LARGE,
  DUPLICATE_REQUEST_ID,
  UNKNOWN_REQUEST,
  INVALID_COMMAND,
  COMMAND_REFUSED,
  TOOL_REPLY_INVALID,
  TOOL_CALL_UNKNOWN,
  TOOL_CALL_CLOSED,
  ATTACHMENT_REFUSED,
  API_REJECTED,
  API_FORBIDDEN,
  SUBMIT_AMBIGUOUS,
  DEADLINE_EXCEEDED,
  TASK_LOST,
  OUTPUT_TOO_LARGE
}
