package io.taskbridge.attachment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses may be connected to: public ones, and those that an operator opened by name of
 * their range. Some stay closed whatever is opened, because what answers there hands out the
 * credentials of the machine.
 *
 * <p>Ranges: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its
 * updates). Of IPv6 only {@code 2000::/3} is given out for use on the internet.
 */
final class AddressRules {
  private static final List<AddressRange> NEVER =
      AddressRange.all(
          "0.0.0.0/8",
          "169.254.0.0/16", // link-local, and the metadata services of most clouds
          "224.0.0.0/4", // multicast
          "240.0.0.0/4", // reserved, and the broadcast address
          "100.100.100.200", // metadata: Alibaba
          "168.63.129.16", // metadata: Azure
          "192.0.0.192", // metadata: Oracle
          "::/128",
          "fe80::/10", // link-local
          "ff00::/8", // multicast
          "fd00:ec2::/32", // metadata: AWS
          "fd20:ce::/32"); // metadata: Google

  private static final List<AddressRange> NOT_PUBLIC_V4 =
      AddressRange.all(
          "10.0.0.0/8",
          "100.64.0.0/10", // between providers and their customers (CGNAT)
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // relays from 6to4
          "192.168.0.0/16",
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24"); // documentation

  private static final AddressRange INTERNET_V6 = AddressRange.parse("2000::/3");

  private static final List<AddressRange> NOT_PUBLIC_V6 =
      AddressRange.all(
          "2001::/23", // protocols, with Teredo among them, which wraps IPv4
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4, which wraps IPv4
          "3fff::/20"); // documentation

  /** What a DNS64 makes of an IPv4 address for networks that have only IPv6 (RFC 6052). */
  private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");

  private static final int V4_BYTES = 4;

  private final List<AddressRange> opened;

  /**
   * @param opened may be connected to although they are not public
   */
  AddressRules(List<AddressRange> opened) {
    this.opened = List.copyOf(opened);
  }

  /** Whether it may be connected to. An IPv4 address within an IPv6 one is judged as what it is. */
  boolean allows(InetAddress address) {
    InetAddress meant = NAT64.contains(address) ? embedded(address) : address;
    if (in(NEVER, meant)) {
      return false;
    }
    return in(opened, meant) || isPublic(meant);
  }

  private static boolean isPublic(InetAddress address) {
    return address.getAddress().length == V4_BYTES
        ? !in(NOT_PUBLIC_V4, address)
        : INTERNET_V6.contains(address) && !in(NOT_PUBLIC_V6, address);
  }

  private static boolean in(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static InetAddress embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    try {
      return InetAddress.getByAddress(
          Arrays.copyOfRange(bytes, bytes.length - V4_BYTES, bytes.length));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
