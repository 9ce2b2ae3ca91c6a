package io.taskbridge.bridge;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host that has files. It knows nothing of the bridge, and remembers what it was asked. */
final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, String> redirects = new ConcurrentHashMap<>();
  private final List<String> headerNames = new CopyOnWriteArrayList<>();

  private FileServer(HttpServer server) {
    this.server = server;
    server.createContext(
        "/",
        exchange -> {
          headerNames.addAll(exchange.getRequestHeaders().keySet());
          String path = exchange.getRequestURI().getPath();
          byte[] file = files.get(path);
          if (file != null) {
            exchange.sendResponseHeaders(200, file.length == 0 ? -1 : file.length);
            exchange.getResponseBody().write(file);
          } else if (redirects.containsKey(path)) {
            exchange.getResponseHeaders().add("Location", redirects.get(path));
            exchange.sendResponseHeaders(302, -1);
          } else {
            exchange.sendResponseHeaders(404, -1);
          }
          exchange.close();
        });
    server.start();
  }

  static FileServer start() {
    try {
      return new FileServer(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a file there; the path begins with a slash. */
  String put(String path, byte[] content) {
    files.put(path, content);
    return url(path);
  }

  String redirect(String path, String target) {
    redirects.put(path, target);
    return url(path);
  }

  String url(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  /** The names of all headers that ever came. */
  List<String> headerNames() {
    return headerNames;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
