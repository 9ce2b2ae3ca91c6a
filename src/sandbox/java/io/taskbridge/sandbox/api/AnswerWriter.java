package io.taskbridge.sandbox.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;

/** Writes an answer to one request, as it should be or broken. */
final class AnswerWriter {

  private static final int CHUNK = 1024 * 1024;
  private static final String HTML =
      "<!DOCTYPE html><html><body><h1>We'll be right back</h1></body></html>";

  private final HttpServerRequest request;
  private final HttpServerResponse response;

  AnswerWriter(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
  }

  /** Writes it whole; returns the status as it is counted. */
  String write(Answer answer) {
    response.setStatusCode(answer.status());
    response.putHeader("Content-Type", "application/json");
    answer.headers().forEach(response::putHeader);
    response.end(Buffer.buffer(answer.body()));
    return Integer.toString(answer.status());
  }

  /** Writes what a fault makes of it; returns the outcome as it is counted. */
  String writeBroken(Answer answer, Fault fault) {
    switch (fault.kind()) {
      case HANG:
        break;
      case RESET:
        reset();
        break;
      case CLOSE:
        request.connection().close();
        break;
      case STATUS:
        return write(Answer.error(fault.status(), fault.detail()).retryAfter(fault.retryAfter()));
      case TRUNCATE:
        truncate(answer);
        break;
      case NOT_JSON:
        write(with(200, HTML).withHeader("Content-Type", "text/html"));
        break;
      case EMPTY:
        write(with(200, ""));
        break;
      case REDIRECT:
        write(with(307, "").withHeader("Location", fault.location()));
        break;
      case HUGE:
        inflate(answer, (long) (fault.mb() * CHUNK));
        break;
      default:
        throw new IllegalStateException(fault.kind() + " breaks no answer");
    }
    return fault.kind().wire();
  }

  private static Answer with(int status, String body) {
    return Answer.raw(status, body.getBytes(StandardCharsets.UTF_8));
  }

  private void reset() {
    Channel channel = ((ConnectionBase) request.connection()).channel();
    // Closing with a linger time of 0 discards what is unsent and sends RST instead of FIN.
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  private void truncate(Answer answer) {
    response.setStatusCode(answer.status()).putHeader("Content-Type", "application/json");
    response.putHeader("Content-Length", Integer.toString(answer.body().length + 64));
    int half = Math.max(1, answer.body().length / 2);
    response
        .write(Buffer.buffer(answer.body()).slice(0, half))
        .onComplete(written -> request.connection().close());
  }

  /** The right answer with one more field of so many bytes. */
  private void inflate(Answer answer, long bytes) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    String head = body.substring(0, body.length() - 1) + ",\"padding\":\"";
    response.setStatusCode(answer.status()).putHeader("Content-Type", "application/json");
    response.setChunked(true);
    response.write(head);
    pump(bytes, Buffer.buffer("x".repeat(CHUNK)));
  }

  private void pump(long left, Buffer chunk) {
    long rest = left;
    while (rest > 0 && !response.closed()) {
      if (response.writeQueueFull()) {
        long later = rest;
        response.drainHandler(drained -> pump(later, chunk));
        return;
      }
      int size = (int) Math.min(rest, CHUNK);
      response.write(chunk.slice(0, size));
      rest -= size;
    }
    if (!response.closed()) {
      response.end("\"}");
    }
  }
}
