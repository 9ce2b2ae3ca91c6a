package io.taskbridge.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/**
 * Something on loopback that stands before a server: TLS that is opened here, or a proxy that wants
 * a login and connects to whatever it is asked for.
 */
final class TlsFront implements AutoCloseable {
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Way way;

  /** Finds what a connection is to be connected with; null ends it. */
  @FunctionalInterface
  private interface Way {
    Socket next(Socket from) throws IOException;
  }

  private TlsFront(ServerSocket listener, Way way) {
    this.listener = listener;
    this.way = way;
    thread(this::accept);
  }

  /** Opens TLS and hands on what is in it. */
  static TlsFront terminating(SSLContext context, int port) {
    try {
      return new TlsFront(
          context.getServerSocketFactory().createServerSocket(0, 50, loopback()),
          from -> new Socket(loopback(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects on behalf of this user. */
  static TlsFront proxy(String user, String password) {
    try {
      String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes());
      TlsFront[] self = new TlsFront[1];
      self[0] =
          new TlsFront(
              new ServerSocket(0, 50, loopback()), from -> self[0].connect(from, "Basic " + login));
      return self[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** What the proxy was asked to connect to, and what it answered. */
  List<String> asked() {
    return asked;
  }

  private Socket connect(Socket from, String login) throws IOException {
    String head = head(from.getInputStream());
    String target = head.split(" ")[1];
    boolean knows =
        head.lines().anyMatch(line -> line.equalsIgnoreCase("Proxy-Authorization: " + login));
    if (!head.startsWith("CONNECT ") || !knows) {
      asked.add(target + " refused");
      from.getOutputStream()
          .write(
              ("HTTP/1.1 407 Proxy Authentication Required\r\n"
                      + "Proxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n")
                  .getBytes());
      return null;
    }
    asked.add(target + " connected");
    int colon = target.lastIndexOf(':');
    // Names that only the proxy knows: all of them are this machine.
    Socket to = new Socket(loopback(), Integer.parseInt(target.substring(colon + 1)));
    from.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes());
    return to;
  }

  /** Up to the empty line, and not a byte more. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended within its head");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket from = listener.accept();
        thread(() -> serve(from));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket from) {
    open.add(from);
    try (from) {
      Socket to = way.next(from);
      if (to != null) {
        open.add(to);
        thread(() -> pump(to, from));
        pump(from, to);
      }
    } catch (IOException gone) {
      // Whoever was connected hears of it.
    } finally {
      open.remove(from);
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8_192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException gone) {
      // The other side is closed with this one.
    }
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "test-front");
    thread.setDaemon(true);
    thread.start();
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
