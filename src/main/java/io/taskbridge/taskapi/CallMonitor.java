package io.taskbridge.taskapi;

import java.util.function.Consumer;

/** Hears of every call of the task API, for metrics and traces. Never decides anything. */
@FunctionalInterface
public interface CallMonitor {
  /** Hears nothing. */
  CallMonitor SILENT = (operation, traceparent) -> new Call(traceparent, status -> {});

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

    static Status of(Exchange exchange) {
      return of(exchange.stage(), exchange.httpStatus());
    }

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
   * A call that was begun.
   *
   * @param traceparent W3C trace context to send along; null for none
   * @param ended is told once how it ended
   */
  record Call(String traceparent, Consumer<Status> ended) {}

  /**
   * A call is about to be made. Its time counts from here: what it waits for a connection, and what
   * the API holds an answer back, is part of it.
   *
   * @param traceparent W3C trace context of what it is made for; null for none
   */
  Call begun(Operation operation, String traceparent);
}
