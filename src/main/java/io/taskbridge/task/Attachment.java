package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * A file that a request brings along for the agent.
 *
 * @param name of the file
 * @param purpose what it is for, at most 64 characters; null when the sender did not say
 * @param content where its bytes are
 */
public record Attachment(String name, String purpose, Content content) {
  public Attachment {
    requireNonNull(name, "name");
    requireNonNull(content, "content");
  }

  /** Where the bytes of an attachment are. */
  public sealed interface Content {
    /** In the request itself. Never changed by anybody who holds it. */
    record Inline(byte[] bytes) implements Content {}

    /** At an address; whether it may be asked is decided when it is. */
    record Remote(URI url) implements Content {}
  }

  /** An address may hold a secret. */
  @Override
  public String toString() {
    return "Attachment[" + name + "]";
  }
}
