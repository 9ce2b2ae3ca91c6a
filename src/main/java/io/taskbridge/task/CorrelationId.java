package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The name of a tool call that its reply carries back: it says by itself where the reply belongs.
 *
 * @param partition of the request
 * @param number of the call within its request, from 1
 * @param requestId the request
 */
public record CorrelationId(int partition, int number, RequestId requestId) {
  public CorrelationId {
    requireNonNull(requestId, "requestId");
  }

  /** The wire form: {@code <partition>:<number>:<request id>}. */
  public String text() {
    return partition + ":" + number + ":" + requestId.value();
  }

  /** The id in this text; empty when it is none of ours. */
  public static Optional<CorrelationId> parse(String text) {
    String[] parts = text.split(":", 3);
    if (parts.length != 3 || parts[2].isBlank()) {
      return Optional.empty();
    }
    try {
      int partition = Integer.parseUnsignedInt(parts[0]);
      int number = Integer.parseUnsignedInt(parts[1]);
      return partition < 0 || number < 1
          ? Optional.empty()
          : Optional.of(new CorrelationId(partition, number, new RequestId(parts[2])));
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }
}
