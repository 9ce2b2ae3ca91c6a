package io.taskbridge.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks for free TCP ports on loopback. */
public final class FreePort {

  private FreePort() {}

  /** The wanted port when nobody listens on it, else any free one. 0 asks for any free one. */
  public static int wantedOrFree(int wanted) {
    return wanted != 0 && isFree(wanted) ? wanted : free();
  }

  /** Any free port. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    }
  }

  /** Whether nobody listens on the port. */
  public static boolean isFree(int port) {
    // The wildcard address too: a broker that listens on all addresses leaves 127.0.0.1 bindable on
    // some systems, and clients would then reach one or the other.
    return binds(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        && binds(new InetSocketAddress(port));
  }

  private static boolean binds(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      return true;
    } catch (IOException busy) {
      return false;
    }
  }
}
