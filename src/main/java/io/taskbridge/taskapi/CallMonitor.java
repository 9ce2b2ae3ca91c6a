package io.taskbridge.taskapi;

import java.time.Duration;

/** Hears of every call of the task API, for metrics. Never decides anything. */
@FunctionalInterface
public interface CallMonitor {
  /** Hears nothing. */
  CallMonitor SILENT = (operation, status, took) -> {};

  /** How a call ended on the wire, whatever that means to the caller. */
  enum Status {
    SUCCESS,
    REDIRECT,
    CLIENT_ERROR,
    SERVER_ERROR,
    /** It was sent, and no status line came back. */
    NO_ANSWER,
    /** There was no connection, so nothing was sent. */
    NOT_SENT;

    /**
     * @param httpStatus of the answer; 0 when there was none
     */
    static Status of(Exchange.Stage stage, int httpStatus) {
      if (stage != Exchange.Stage.SENT) {
        return NOT_SENT;
      }
      return switch (httpStatus / 100) {
        case 1, 2 -> SUCCESS;
        case 3 -> REDIRECT;
        case 4 -> CLIENT_ERROR;
        case 0 -> NO_ANSWER;
        default -> SERVER_ERROR;
      };
    }
  }

  /**
   * A call has ended.
   *
   * @param took from the wish to call to the answer's last byte, or to the failure; a held answer's
   *     wait is part of it
   */
  void ended(Operation operation, Status status, Duration took);
}
