package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/** The key that a user gave a request: its bytes, whatever they mean. Immutable. */
public final class RecordKey {
  private final byte[] bytes;

  private RecordKey(byte[] bytes) {
    this.bytes = bytes;
  }

  public static RecordKey of(byte[] bytes) {
    return new RecordKey(requireNonNull(bytes, "bytes").clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "RecordKey[" + bytes.length + " bytes]";
  }
}
