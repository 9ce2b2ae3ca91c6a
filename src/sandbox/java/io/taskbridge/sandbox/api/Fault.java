package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/**
 * Something that goes wrong with a call.
 *
 * @param operation which calls it concerns; null means all
 * @param before whether it strikes before the call is handled (nothing happened at the API) or
 *     after
 * @param ms how long it waits before it strikes
 * @param status the HTTP status of {@link Kind#STATUS}
 * @param detail the {@code detail} of {@link Kind#STATUS}
 * @param retryAfter seconds for the {@code Retry-After} header; null means no such header
 * @param mb size of {@link Kind#HUGE} in MiB
 * @param location target of {@link Kind#REDIRECT}
 * @param count how often it strikes; -1 means without end
 * @param probability the chance that it strikes a call it concerns
 */
record Fault(
    Operation operation,
    Kind kind,
    boolean before,
    long ms,
    int status,
    JsonNode detail,
    Integer retryAfter,
    double mb,
    String location,
    int count,
    double probability) {

  /** What happens to the call. */
  enum Kind {
    /** The answer comes later. */
    SLOW,
    /** No answer, and the connection stays open. */
    HANG,
    /** The connection is reset (TCP RST). */
    RESET,
    /** The connection is closed in order (TCP FIN), without an answer. */
    CLOSE,
    /** An error status. */
    STATUS,
    /** Content-Length says more than comes; then the connection is closed. */
    TRUNCATE,
    /** 200 with HTML. */
    NOT_JSON,
    /** 200 with an empty body. */
    EMPTY,
    /** 307 to somewhere else. */
    REDIRECT,
    /** The right answer, blown up with a field of padding. */
    HUGE;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isBeforeByDefault() {
      return List.of(SLOW, HANG, RESET, CLOSE, STATUS, REDIRECT).contains(this);
    }
  }

  Fault withCount(int left) {
    return new Fault(
        operation, kind, before, ms, status, detail, retryAfter, mb, location, left, probability);
  }

  boolean concerns(Operation called) {
    return operation == null || operation == called;
  }
}
