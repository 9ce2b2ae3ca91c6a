package io.taskbridge.attachment;

import io.taskbridge.task.AttachmentSource.Fetched;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;

/** Reads the content of one answer, no more of it than is allowed, and only if it came whole. */
final class Download {
  private static final String IDENTITY = "identity";

  private final HttpClientResponse response;
  private final int maxBytes;
  private final Consumer<Fetched> end;
  private final Buffer content = Buffer.buffer();
  private boolean ended;

  Download(HttpClientResponse response, int maxBytes, Consumer<Fetched> end) {
    this.response = response;
    this.maxBytes = maxBytes;
    this.end = end;
  }

  void start() {
    response.exceptionHandler(
        cause -> end(new Fetched.Failed("the connection broke before all of it was there")));
    String encoding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (encoding != null && !encoding.strip().equalsIgnoreCase(IDENTITY)) {
      end(new Fetched.Refused("it comes compressed, although that was not asked for"));
    } else if (length == null && response.getHeader(HttpHeaders.TRANSFER_ENCODING) == null) {
      end(new Fetched.Refused("it comes without its length, so nobody can tell if it is whole"));
    } else if (length != null && announcedTooMuch(length)) {
      end(tooLarge());
    } else {
      response.handler(this::received);
      response.endHandler(complete -> end(new Fetched.Content(content.getBytes())));
    }
  }

  private void received(Buffer more) {
    if (ended) {
      return;
    }
    // What was announced may be a lie: counted is what comes.
    if (content.length() + (long) more.length() > maxBytes) {
      end(tooLarge());
    } else {
      content.appendBuffer(more);
    }
  }

  private boolean announcedTooMuch(String length) {
    try {
      return Long.parseLong(length.strip()) > maxBytes;
    } catch (NumberFormatException countedInstead) {
      return false;
    }
  }

  private Fetched tooLarge() {
    return new Fetched.Refused(
        "it is larger than the "
            + maxBytes
            + " bytes that are left for it (bridge.attachments.max-bytes and"
            + " bridge.attachments.max-total-bytes)");
  }

  private void end(Fetched outcome) {
    if (!ended) {
      ended = true;
      end.accept(outcome);
    }
  }
}
