package io.taskbridge.taskapi;

/** What the task API can be asked to do. */
public enum Operation {
  /** {@code POST /task}. */
  SUBMIT,
  /** {@code GET /task/{id}}; its answer may be held back until something happens. */
  GET,
  /** {@code GET /task}. */
  LIST,
  /** {@code DELETE /task/{id}}. */
  CANCEL,
  /** {@code POST /task/{id}/event}. */
  SEND_EVENT,
  /** {@code POST /file}. */
  UPLOAD,
  /** {@code DELETE /file/{id}}. */
  DELETE_FILE,
  /** {@code POST /profile}. */
  CREATE_PROFILE
}
