package io.taskbridge.attachment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
interface Resolver {
  /** As the operating system and its DNS say. */
  Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  /**
   * All addresses of a host, at least one. May block.
   *
   * @throws UnknownHostException when there are none, or nobody could be asked
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
