package io.taskbridge.attachment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The addresses that begin with the same bits, of IPv4 or IPv6. */
final class AddressRange {
  /** Nothing that could be taken for a name, which would be looked up. */
  private static final Pattern LITERAL =
      Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private final byte[] first;
  private final int bits;

  private AddressRange(byte[] first, int bits) {
    this.first = first;
    this.bits = bits;
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
   *
   * @throws IllegalArgumentException with a sentence, when it is none of these
   */
  static AddressRange parse(String text) {
    String[] parts = text.strip().split("/", -1);
    if (parts.length <= 2 && LITERAL.matcher(parts[0]).matches()) {
      try {
        byte[] first = InetAddress.getByName(parts[0]).getAddress();
        int most = first.length * Byte.SIZE;
        int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
        if (bits >= 0 && bits <= most) {
          return new AddressRange(first, bits);
        }
      } catch (UnknownHostException | NumberFormatException noRange) {
        // Said below, for all that is no range.
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no range of addresses; write it like 10.1.0.0/16 or fd12::/32");
  }

  static List<AddressRange> all(String... texts) {
    return Arrays.stream(texts).map(AddressRange::parse).toList();
  }

  boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != first.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      int at = bit / Byte.SIZE;
      if ((first[at] & mask) != (other[at] & mask)) {
        return false;
      }
    }
    return true;
  }
}
