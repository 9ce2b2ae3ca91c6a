package io.taskbridge.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private static final AddressRules PUBLIC = new AddressRules(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "93.184.216.34",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:80b::200e",
        "64:ff9b::101:101"
      })
  void shouldAllowWhatIsPublic(String address) throws UnknownHostException {
    assertThat(PUBLIC.allows(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd12:3456::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void shouldRefuseWhatIsNotPublic(String address) throws UnknownHostException {
    assertThat(PUBLIC.allows(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "fd12::1", "::1", "64:ff9b::a01:203"})
  void shouldAllowWhatWasOpened(String address) throws UnknownHostException {
    AddressRules opened =
        new AddressRules(AddressRange.all("127.0.0.0/8", "10.1.0.0/16", "fd12::/32", "::1"));

    assertThat(opened.allows(InetAddress.getByName(address))).isTrue();
    assertThat(opened.allows(InetAddress.getByName("10.2.0.1"))).isFalse();
    assertThat(opened.allows(InetAddress.getByName("fd13::1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "224.0.0.1",
        "0.0.0.0",
        "fd00:ec2::254",
        "fe80::1",
        "::",
        "64:ff9b::a9fe:a9fe"
      })
  void shouldNeverAllowWhatHandsOutCredentials(String address) throws UnknownHostException {
    AddressRules everything = new AddressRules(AddressRange.all("0.0.0.0/0", "::/0"));

    assertThat(everything.allows(InetAddress.getByName(address))).isFalse();
  }

  @Property
  void shouldJudgeAnIpv4AddressTheSameInWhateverItComes(@ForAll @Size(4) byte[] v4)
      throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(v4, 0, mapped, 12, 4);
    byte[] nat64 = new byte[16];
    nat64[1] = 0x64;
    nat64[2] = (byte) 0xff;
    nat64[3] = (byte) 0x9b;
    System.arraycopy(v4, 0, nat64, 12, 4);

    boolean allowed = PUBLIC.allows(InetAddress.getByAddress(v4));

    assertThat(PUBLIC.allows(InetAddress.getByAddress(mapped))).isEqualTo(allowed);
    assertThat(PUBLIC.allows(InetAddress.getByAddress(nat64))).isEqualTo(allowed);
  }

  /** A second opinion: the JDK's own words for some of the kinds. */
  @Property
  void shouldAllowNothingThatTheJdkCallsSpecial(@ForAll @Size(4) byte[] bytes)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);
    boolean special =
        address.isAnyLocalAddress()
            || address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress();

    assertThat(special && PUBLIC.allows(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "example.com/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0/8",
        "1/2/3"
      })
  void shouldRefuseWhatIsNoRange(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no range of addresses");
  }
}
