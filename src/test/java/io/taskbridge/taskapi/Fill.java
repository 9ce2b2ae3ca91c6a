package io.taskbridge.taskapi;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Connections that take all the room in a listener's queue, since nobody accepts them. */
final class Fill implements AutoCloseable {
  private static final int MOST = 64;

  private final List<Socket> sockets = new ArrayList<>();

  Fill(ServerSocket listener) throws IOException {
    for (int i = 0; i < MOST; i++) {
      Socket socket = new Socket();
      sockets.add(socket);
      try {
        socket.connect(listener.getLocalSocketAddress(), 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new IOException("the queue took " + MOST + " connections");
  }

  int connections() {
    return sockets.size();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
