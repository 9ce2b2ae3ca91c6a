package io.taskbridge.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A moment by the API's clock, as far as it is known. Means the same to every replica, whatever its
 * own clock says.
 *
 * @param earliest it was not before this
 * @param latest nor after this
 */
public record ApiMoment(Instant earliest, Instant latest) {
  public ApiMoment {
    requireNonNull(earliest, "earliest");
    requireNonNull(latest, "latest");
  }
}
