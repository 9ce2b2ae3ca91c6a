package io.taskbridge.taskapi;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One call on its way: how far it came, how long it may take, how much it may answer.
 *
 * <p>The REST client reports a connection that never came about and one that broke under the
 * request with the same exceptions, so only the stage tells whether the request can have left: it
 * is {@link Stage#CONNECTING} until the moment before the first byte is handed to a connection.
 */
final class Exchange {
  /** How far a call came. */
  enum Stage {
    /** Nothing was handed to a connection yet. */
    CONNECTING,
    /** From here on the API may have read the request. */
    SENT,
    /** Its time was up before there was a connection; it will not be sent any more. */
    GIVEN_UP
  }

  private static final Handler<Throwable> HEARD_BY_THE_CALL = failure -> {};
  private static final String KEY = Exchange.class.getName();

  private final Duration timeout;
  private final long acquireNanos;
  private final long maxAnswerBytes;
  private final long startedAt = System.nanoTime();
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.CONNECTING);
  private volatile HttpClientRequest request;
  private volatile int httpStatus;
  private volatile String answerRefusedBecause;
  private volatile boolean answerTooLong;
  private volatile Runnable onTimeout;
  private volatile boolean finished;
  private Vertx vertx;
  private long timer = -1;
  private long received;

  Exchange(Duration timeout, Duration acquireTimeout, long maxAnswerBytes) {
    this.timeout = timeout;
    this.acquireNanos = acquireTimeout.toNanos();
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /** One that may answer as much as it likes. */
  Exchange(Duration timeout, Duration acquireTimeout) {
    this(timeout, acquireTimeout, Long.MAX_VALUE);
  }

  Stage stage() {
    return stage.get();
  }

  Duration timeout() {
    return timeout;
  }

  /** The status line's code; 0 as long as there is none. */
  int httpStatus() {
    return httpStatus;
  }

  /** Why we did not read the answer to its end; null when that was not our doing. */
  String answerRefusedBecause() {
    return answerRefusedBecause;
  }

  /** Whether we did not read the answer to its end because it is longer than it may be. */
  boolean answerTooLong() {
    return answerTooLong;
  }

  /** Called, once, on an event loop, when the time is up before {@link #finish()}. */
  void onTimeout(Runnable action) {
    this.onTimeout = action;
  }

  /** Starts the clock and makes this exchange known to what happens in that context. */
  void follow(Context context) {
    context.putLocal(KEY, this);
    vertx = context.owner();
    timer = vertx.setTimer(timeout.toMillis(), id -> timeIsUp());
  }

  /** The last moment before a request is written: takes hold of it, or stops it. */
  static void beforeSending(HttpClientRequest request) {
    Context context = Vertx.currentContext();
    Exchange exchange = context == null ? null : context.getLocal(KEY);
    if (exchange == null) {
      throw new IllegalStateException("a call of the task API without its exchange: a bug of ours");
    }
    exchange.connected(request);
  }

  private void connected(HttpClientRequest connected) {
    boolean late = System.nanoTime() - startedAt > acquireNanos;
    if (late || finished) {
      stage.compareAndSet(Stage.CONNECTING, Stage.GIVEN_UP);
    }
    if (!stage.compareAndSet(Stage.CONNECTING, Stage.SENT)) {
      // Gives the connection back to the pool; the client's attempt to send then fails.
      connected.exceptionHandler(HEARD_BY_THE_CALL);
      connected.reset(0, new ClosedByBridge());
      return;
    }
    request = connected;
    // The call hears of a failure anyway; without a handler the client logs it, and it may quote
    // the answer.
    connected.connection().exceptionHandler(HEARD_BY_THE_CALL);
    connected.response().onSuccess(this::answering);
  }

  private void answering(HttpClientResponse response) {
    httpStatus = response.statusCode();
    response.exceptionHandler(HEARD_BY_THE_CALL);
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && declaresTooMuch(length)) {
      refuseTooLarge();
      return;
    }
    String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      // The REST client would take it apart past the count below.
      refuse("the answer is multipart, not JSON");
      return;
    }
    response.handler(
        chunk -> {
          received += chunk.length();
          if (received > maxAnswerBytes) {
            refuseTooLarge();
          }
        });
  }

  private boolean declaresTooMuch(String contentLength) {
    try {
      return Long.parseLong(contentLength.trim()) > maxAnswerBytes;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private void refuseTooLarge() {
    answerTooLong = true;
    refuse("the answer is longer than " + maxAnswerBytes + " bytes (bridge.api.max-answer-bytes)");
  }

  private void refuse(String why) {
    answerRefusedBecause = why;
    close();
  }

  private void timeIsUp() {
    if (finished) {
      return;
    }
    stage.compareAndSet(Stage.CONNECTING, Stage.GIVEN_UP);
    Runnable action = onTimeout;
    if (action != null) {
      action.run();
    }
    close();
  }

  /** The call is over, however it ended. */
  void finish() {
    finished = true;
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
  }

  /** Closes the connection under the call, if there is one; harmless when it has ended. */
  void close() {
    HttpClientRequest open = request;
    if (open != null) {
      open.reset(0, new ClosedByBridge());
    }
  }

  /** Why we closed a connection ourselves. Has no stack trace: it is never a surprise. */
  static final class ClosedByBridge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedByBridge() {
      super("closed by the bridge", null, false, false);
    }
  }
}
