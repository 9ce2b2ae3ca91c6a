package io.taskbridge.taskapi;

import io.taskbridge.task.ApiOutcome;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.net.SocketException;

/**
 * Says what a call without an answer means: by the stage that it had reached, not by its exception,
 * because the REST client reports a connection that never came about and one that broke under the
 * request with the same classes.
 */
final class Failures {
  private static final int MAX_LENGTH = 200;

  private Failures() {}

  static <T> ApiOutcome<T> outcome(Exchange exchange, Throwable failure) {
    return switch (exchange.stage()) {
      case CONNECTING -> new ApiOutcome.NotSent<>("no connection: " + connecting(failure));
      case GIVEN_UP -> timedOut(exchange);
      case SENT ->
          new ApiOutcome.Ambiguous<>(
              exchange.httpStatus(),
              withoutAnswer(exchange, failure),
              null,
              exchange.answerTooLong() && exchange.httpStatus() / 100 == 2);
    };
  }

  /** The call's time was up. */
  static <T> ApiOutcome<T> timedOut(Exchange exchange) {
    if (exchange.stage() == Exchange.Stage.GIVEN_UP) {
      return new ApiOutcome.NotSent<>("no connection in time, so nothing was sent");
    }
    String what = exchange.httpStatus() == 0 ? "no answer" : "no complete answer";
    return new ApiOutcome.Ambiguous<>(
        exchange.httpStatus(), what + " within " + exchange.timeout().toMillis() + " ms", null);
  }

  /** An answer that was too long before is not, or is none. */
  static <T> ApiOutcome<T> notSkimmed(Exchange exchange) {
    return exchange.stage() == Exchange.Stage.SENT
        ? new ApiOutcome.Ambiguous<>(
            exchange.httpStatus(), "a long answer that cannot be understood", null)
        : new ApiOutcome.NotSent<>("no connection");
  }

  private static String withoutAnswer(Exchange exchange, Throwable failure) {
    if (exchange.answerRefusedBecause() != null) {
      return exchange.answerRefusedBecause();
    }
    String when = exchange.httpStatus() == 0 ? "before" : "in the middle of";
    return "the connection failed " + when + " the answer: " + sent(root(failure));
  }

  /** Nothing of ours was on its way, so the network's own words cannot quote it. */
  private static String connecting(Throwable failure) {
    Throwable root = root(failure);
    if (root instanceof ConnectionPoolTooBusyException) {
      return "all connections are in use (bridge.api.max-connections)";
    }
    String message = root.getMessage();
    if (message != null && message.contains("status: 407")) {
      return Answers.PROXY_LOGIN;
    }
    boolean network = root instanceof IOException || root instanceof VertxException;
    return network && message != null
        ? Words.oneLine(name(root) + ": " + message, MAX_LENGTH)
        : name(root);
  }

  /** A decoder's message may quote the answer, a header's the key: only the socket's own pass. */
  private static String sent(Throwable root) {
    String message = root.getMessage();
    boolean safe = root instanceof SocketException || "Connection was closed".equals(message);
    return safe && message != null
        ? Words.oneLine(name(root) + ": " + message, MAX_LENGTH)
        : name(root);
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof ProcessingException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String name(Throwable failure) {
    Class<?> named = failure.getClass();
    while (named.isAnonymousClass()) {
      named = named.getSuperclass();
    }
    return named.getSimpleName();
  }
}
