package io.taskbridge.attachment;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/**
 * What may be fetched: from which hosts, and at which addresses they may be.
 *
 * @param hosts from these only
 * @param networks ranges that are not public and may be connected to all the same
 */
public record UrlRules(List<String> hosts, List<String> networks) {
  /**
   * @throws IllegalArgumentException with a sentence that names the setting, for an entry that
   *     makes no sense
   */
  public UrlRules {
    hosts = List.copyOf(hosts);
    networks = List.copyOf(networks);
    read("bridge.attachments.url-hosts", hosts, AllowedHost::parse);
    read("bridge.attachments.url-networks", networks, AddressRange::parse);
  }

  /** The same, ready to be asked. */
  Checks checks() {
    return new Checks(
        hosts.stream().map(AllowedHost::parse).toList(),
        new AddressRules(networks.stream().map(AddressRange::parse).toList()));
  }

  private static void read(
      String setting, List<String> entries, java.util.function.Consumer<String> parser) {
    for (String entry : entries) {
      try {
        parser.accept(entry);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
      }
    }
  }

  /** The rules, taken apart. */
  record Checks(List<AllowedHost> hosts, AddressRules addresses) {
    /** Why an address is not even looked up, as a sentence; null when it may be. */
    String objection(URI url) {
      if (url.getHost() == null || url.isOpaque()) {
        return "the url names no host";
      }
      if (url.getRawUserInfo() != null) {
        return "the url holds a user name or a password; only what is open to everybody who knows"
            + " the url is fetched";
      }
      boolean http = AllowedHost.HTTP.equalsIgnoreCase(url.getScheme());
      if (!http && !AllowedHost.HTTPS.equalsIgnoreCase(url.getScheme())) {
        return "only https is fetched, and http where the operator allows it for a host";
      }
      if (hosts.stream().noneMatch(host -> host.matches(url))) {
        return (http ? "http to " : "")
            + "the host '"
            + url.getHost()
            + "' on port "
            + AllowedHost.port(url)
            + " is not allowed (bridge.attachments.url-hosts); send the content as"
            + " 'content_base64'";
      }
      return null;
    }

    /** Why none of these may be connected to, as a sentence; null when all may. */
    String objection(String host, List<InetAddress> found) {
      // One forbidden address among others is how a name is made to lead inside.
      return found.stream().allMatch(addresses::allows)
          ? null
          : "the host '"
              + host
              + "' is at an address that is not public, and not opened by"
              + " bridge.attachments.url-networks";
    }
  }
}
