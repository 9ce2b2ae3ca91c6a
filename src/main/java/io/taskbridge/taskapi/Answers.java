package io.taskbridge.taskapi;

import io.taskbridge.task.ApiOutcome;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/** Says what an answer means. What is not known to mean something else is ambiguous. */
final class Answers {
  /** Turns the bytes of a successful answer into what was asked for. */
  @FunctionalInterface
  interface BodyReader<T> {
    T read(byte[] body) throws IOException;
  }

  /** Said of an answer, or of a connection that the proxy did not make. */
  static final String PROXY_LOGIN =
      "the proxy wants another login (HTTP 407): set BRIDGE_API_PROXY_USER and"
          + " BRIDGE_API_PROXY_PASSWORD";

  private final URI baseUrl;
  private final AnswerReader reader;
  private final Clock clock;

  Answers(URI baseUrl, AnswerReader reader, Clock clock) {
    this.baseUrl = baseUrl;
    this.reader = reader;
    this.clock = clock;
  }

  <T> ApiOutcome<T> outcome(Answer answer, BodyReader<T> body) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return success(answer, body);
    }
    if (status >= 300 && status < 400) {
      return redirect(answer);
    }
    if (status >= 400 && status < 500) {
      return refusal(answer);
    }
    return ambiguous(answer, "HTTP " + status);
  }

  /** The API always has a list, which names no task: where there is none, it is somewhere else. */
  static <T> ApiOutcome<T> ofList(ApiOutcome<T> outcome) {
    return outcome instanceof ApiOutcome.Refused<T> r
            && (r.httpStatus() == 404 || r.httpStatus() == 405)
        ? new ApiOutcome.NotTheApi<>(r.httpStatus())
        : outcome;
  }

  private <T> ApiOutcome<T> success(Answer answer, BodyReader<T> body) {
    T value;
    try {
      value = body.read(answer.body());
    } catch (IOException | IllegalArgumentException e) {
      return ambiguous(answer, "HTTP " + answer.status() + " with an answer that cannot be read");
    }
    return value == null
        ? ambiguous(answer, "HTTP " + answer.status() + " with an answer that lacks its content")
        : new ApiOutcome.Ok<>(value);
  }

  private <T> ApiOutcome<T> redirect(Answer answer) {
    int status = answer.status();
    if (status == 301 || status == 302 || status == 307 || status == 308) {
      return new ApiOutcome.NotSent<>(
          Redirects.sentence(status, answer.location(), answer.path(), baseUrl));
    }
    return ambiguous(answer, "HTTP " + status + ", which the API is not known to answer");
  }

  private <T> ApiOutcome<T> refusal(Answer answer) {
    int status = answer.status();
    ErrorDetail detail = reader.error(answer.body());
    return switch (status) {
      case 401 ->
          new ApiOutcome.NotAuthenticated<>(status, detail.textOr("the API key is not accepted"));
      case 402 ->
          new ApiOutcome.CreditsExhausted<>(
              detail.textOr("the API wants a payment (HTTP 402)"), retryAfter(answer));
      case 403 ->
          Words.speakOfAuthentication(detail.text())
              ? new ApiOutcome.NotAuthenticated<>(status, detail.text())
              : refused(status, detail);
      case 407 -> new ApiOutcome.NotSent<>(PROXY_LOGIN);
      case 408, 425 -> ambiguous(answer, "HTTP " + status);
      case 429 -> tooMuch(answer, detail);
      default -> refused(status, detail);
    };
  }

  private <T> ApiOutcome<T> refused(int status, ErrorDetail detail) {
    return new ApiOutcome.Refused<>(
        status, detail.textOr("HTTP " + status + " without a reason"), detail.json());
  }

  private <T> ApiOutcome<T> tooMuch(Answer answer, ErrorDetail detail) {
    Duration wait = retryAfter(answer);
    String text = detail.textOr("HTTP 429 without a reason");
    return Words.speakOfCredits(detail.text())
        ? new ApiOutcome.CreditsExhausted<>(text, wait)
        : new ApiOutcome.Throttled<>(text, wait);
  }

  private <T> ApiOutcome<T> ambiguous(Answer answer, String reason) {
    return new ApiOutcome.Ambiguous<>(answer.status(), reason, retryAfter(answer));
  }

  private Duration retryAfter(Answer answer) {
    return RetryAfter.parse(answer.retryAfter(), clock);
  }

  /**
   * What came back.
   *
   * @param path of the call, below the base URL
   * @param retryAfter that header; null when there was none
   * @param location that header; null when there was none
   * @param body null when there was none
   */
  record Answer(int status, String path, String retryAfter, String location, byte[] body) {}
}
