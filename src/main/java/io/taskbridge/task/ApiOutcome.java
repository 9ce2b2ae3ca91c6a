package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What came of a call to the task API, as a value: what the caller may conclude, not which
 * exception it was.
 *
 * @param <T> what a successful call brings
 */
public sealed interface ApiOutcome<T> {
  /** The API did what was asked. */
  record Ok<T>(T value) implements ApiOutcome<T> {}

  /**
   * The API understood and said no to this very request: repeating it changes nothing.
   *
   * @param httpStatus 400, 404, 409, 422, or 403 for a feature that the plan does not include
   * @param detail the API's own words as one sentence; never null
   * @param detailJson the {@code detail} as it came (a string or a list); null when there was none
   */
  record Refused<T>(int httpStatus, String detail, Json detailJson) implements ApiOutcome<T> {
    public Refused {
      requireNonNull(detail, "detail");
    }
  }

  /**
   * The caller was not let in (401, or a 403 that speaks of authentication): no request's fault.
   */
  record NotAuthenticated<T>(int httpStatus, String detail) implements ApiOutcome<T> {}

  /**
   * There is no list of tasks: what answers is not the API, or not at this path.
   *
   * @param httpStatus 404 or 405; or that of a success that is not a list
   */
  record NotTheApi<T>(int httpStatus) implements ApiOutcome<T> {}

  /**
   * Too many at once (429): known not accepted; later it will be.
   *
   * @param retryAfter what the API asked for; null when it did not say
   */
  record Throttled<T>(String detail, Duration retryAfter) implements ApiOutcome<T> {}

  /** Nothing will pass until someone pays (the other 429): known not accepted. */
  record CreditsExhausted<T>(String detail, Duration retryAfter) implements ApiOutcome<T> {}

  /** The request never left: refused connection, unknown host, connect time-out, TLS. */
  record NotSent<T>(String reason) implements ApiOutcome<T> {}

  /**
   * Nobody can tell whether the API handled the call: reset, time-out, 5xx, an unreadable answer.
   *
   * @param httpStatus the answer's status; 0 when there was no answer
   * @param reason what was seen, in words
   * @param retryAfter what the API asked for; null when it did not say
   * @param tooLong it was a success, and longer than we read
   */
  record Ambiguous<T>(int httpStatus, String reason, Duration retryAfter, boolean tooLong)
      implements ApiOutcome<T> {
    public Ambiguous(int httpStatus, String reason, Duration retryAfter) {
      this(httpStatus, reason, retryAfter, false);
    }

    /** Whether it was a success that nobody can make sense of. */
    boolean senseless() {
      return httpStatus / 100 == 2 && !tooLong;
    }
  }

  /** Asks each of the two families what it makes of this. */
  default <R> R match(Function<T, R> ok, Function<ApiOutcome<T>, R> otherwise) {
    return this instanceof Ok<T> success ? ok.apply(success.value()) : otherwise.apply(this);
  }

  /** How long the API asked to wait; null when it did not say. */
  default Duration retryAfter() {
    return null;
  }

  /**
   * The same without these texts in what the API said: it may quote what it was sent, and its words
   * go to logs, records and health data.
   */
  default ApiOutcome<T> masked(List<String> secrets) {
    if (this instanceof Refused<T> r) {
      return new Refused<>(
          r.httpStatus(), Masking.mask(r.detail(), secrets), Masking.mask(r.detailJson(), secrets));
    }
    if (this instanceof NotAuthenticated<T> n) {
      return new NotAuthenticated<>(n.httpStatus(), Masking.mask(n.detail(), secrets));
    }
    if (this instanceof Throttled<T> t) {
      return new Throttled<>(Masking.mask(t.detail(), secrets), t.retryAfter());
    }
    if (this instanceof CreditsExhausted<T> c) {
      return new CreditsExhausted<>(Masking.mask(c.detail(), secrets), c.retryAfter());
    }
    if (this instanceof NotSent<T> n) {
      return new NotSent<>(Masking.mask(n.reason(), secrets));
    }
    if (this instanceof Ambiguous<T> a) {
      return new Ambiguous<>(
          a.httpStatus(), Masking.mask(a.reason(), secrets), a.retryAfter(), a.tooLong());
    }
    return this;
  }

  /** One sentence about the failure for people; {@code "ok"} when there was none. */
  default String describe() {
    if (this instanceof Refused<T> r) {
      return "the task API refused (HTTP " + r.httpStatus() + "): " + r.detail();
    }
    if (this instanceof NotAuthenticated<T> n) {
      return "the task API did not let us in (HTTP " + n.httpStatus() + "): " + n.detail();
    }
    if (this instanceof NotTheApi<T> n) {
      return "BRIDGE_API_URL answers "
          + n.httpStatus()
          + " to GET /task"
          + (n.httpStatus() / 100 == 2 ? ", but not with a list of tasks" : "")
          + "; it must end with the API's version, as in .../api/v1";
    }
    if (this instanceof Throttled<T> t) {
      return "the task API asked to slow down (HTTP 429): " + t.detail();
    }
    if (this instanceof CreditsExhausted<T> c) {
      return "the task API's credits are exhausted (HTTP 429): " + c.detail();
    }
    if (this instanceof NotSent<T> n) {
      return "the task API cannot be reached: " + n.reason();
    }
    if (this instanceof Ambiguous<T> a) {
      return "the task API gave no clear answer: " + a.reason();
    }
    return "ok";
  }
}
