package io.taskbridge.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between clients and a broker on loopback, and can lose the broker's answers. */
final class TcpRelay implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile boolean losingAnswers;
  private volatile boolean answersLost;

  TcpRelay() {
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("relay-accept", this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Where everything goes, from now on. */
  void target(int port) {
    target = port;
  }

  /** What is asked arrives; what is answered does not. */
  void loseAnswers() {
    answersLost = false;
    losingAnswers = true;
  }

  /** Whether an answer was lost since {@link #loseAnswers}. */
  boolean hasLostAnswers() {
    return answersLost;
  }

  /** Connections whose answers were lost are of no more use. */
  void restore() {
    losingAnswers = false;
    open.forEach(TcpRelay::close);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        try {
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
          open.add(server);
          run("relay-up", () -> copy(client, server, false));
          run("relay-down", () -> copy(server, client, true));
        } catch (IOException nobodyListens) {
          close(client);
        }
      }
    } catch (IOException closed) {
      open.forEach(TcpRelay::close);
    }
  }

  private void copy(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (answers && losingAnswers) {
          answersLost = true;
        } else {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException closedByOneSide) {
      // The other side is closed by now, too.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      open.forEach(TcpRelay::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
