package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Where a request came from: enough to recognise its record when it is read again.
 *
 * @param partition the partition of the requests topic; the request's state lives in the ledger's
 *     partition of the same number
 * @param offset the record's offset
 * @param key the record's key; null when it had none
 * @param fingerprint of the content: equal for requests that ask for the same
 * @param traceparent W3C trace context of the record; null for none
 * @param acceptedAt when the bridge first read it
 */
public record Origin(
    int partition,
    long offset,
    RecordKey key,
    String fingerprint,
    String traceparent,
    Instant acceptedAt) {
  public Origin {
    requireNonNull(fingerprint, "fingerprint");
    requireNonNull(acceptedAt, "acceptedAt");
  }

  Origin under(String context) {
    return new Origin(partition, offset, key, fingerprint, context, acceptedAt);
  }

  /** Whether both are the same record, not merely alike. */
  public boolean sameRecord(Origin other) {
    return partition == other.partition && offset == other.offset;
  }
}
