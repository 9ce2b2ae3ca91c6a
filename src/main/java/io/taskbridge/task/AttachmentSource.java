package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings attachments that a request only names by their address. */
public interface AttachmentSource {
  /** Brings nothing: no host is allowed. */
  AttachmentSource NOWHERE =
      (url, maxBytes) ->
          CompletableFuture.completedFuture(
              new Fetched.Refused(
                  "this bridge fetches nothing (bridge.attachments.url-hosts is empty); send the"
                      + " content as 'content_base64'"));

  /**
   * Reads what is at an address. The stage never fails for anything that the address or the network
   * did, and ends within a bounded time. It may complete on any thread.
   *
   * @param maxBytes more than this is refused
   */
  CompletionStage<Fetched> fetch(URI url, int maxBytes);

  /** What came of it. Sentences quote no more of an address than its host. */
  sealed interface Fetched {
    record Content(byte[] bytes) implements Fetched {}

    /** It will not be fetched: the address is not allowed, or what is there is no attachment. */
    record Refused(String sentence) implements Fetched {
      public Refused {
        requireNonNull(sentence, "sentence");
      }
    }

    /** It could not be fetched this time. */
    record Failed(String sentence) implements Fetched {
      public Failed {
        requireNonNull(sentence, "sentence");
      }
    }
  }
}
