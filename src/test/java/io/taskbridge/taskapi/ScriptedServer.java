package io.taskbridge.taskapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * An HTTP server on plain sockets that does exactly what a test tells it, also what no HTTP server
 * would do.
 */
public final class ScriptedServer implements AutoCloseable {
  private static final int BACKLOG = 256;

  private final ServerSocket listener;
  private final Script script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger closedByPeer = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);

  private ScriptedServer(ServerSocket listener, Script script) {
    this.script = script;
    this.listener = listener;
    start("scripted-server", this::accept);
  }

  /** What the server does with one connection; it is closed when this returns. */
  @FunctionalInterface
  public interface Script {
    void serve(Connection connection) throws IOException;
  }

  public static ScriptedServer running(Script script) throws IOException {
    return new ScriptedServer(
        new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), script);
  }

  /** The same over TLS; the handshake begins when the script first reads or writes. */
  public static ScriptedServer running(SSLContext tls, Script script) throws IOException {
    return new ScriptedServer(
        tls.getServerSocketFactory()
            .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()),
        script);
  }

  /** Answers every request on every connection with the same bytes. */
  public static ScriptedServer answering(String answer) throws IOException {
    return running(
        connection -> {
          while (connection.read() != null) {
            connection.write(answer);
          }
        });
  }

  public static String http(int status, String body, String... headers) {
    StringBuilder answer = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
    for (String header : headers) {
      answer.append(header).append("\r\n");
    }
    return answer
        .append("Content-Type: application/json\r\nContent-Length: ")
        .append(body.getBytes(UTF_8).length)
        .append("\r\n\r\n")
        .append(body)
        .toString();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/api/v1");
  }

  public int port() {
    return listener.getLocalPort();
  }

  public List<Request> requests() {
    return requests;
  }

  public int connections() {
    return connections.get();
  }

  /** How many connections the client closed while a script waited for that. */
  public int closedByPeer() {
    return closedByPeer.get();
  }

  private void accept() {
    while (closing.getCount() > 0) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        start("scripted-connection", () -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.serve(new Connection(socket));
    } catch (IOException e) {
      // The client went away, which is what many of these tests are about; they look at requests().
      closedByPeer.incrementAndGet();
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** A request as it came over the wire. */
  public record Request(String line, List<String> headers, String body) {
    public String header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(header -> header.substring(prefix.length()).strip())
          .findFirst()
          .orElse(null);
    }
  }

  /** One connection from the client. */
  public final class Connection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** The next request, or null when the client closed the connection. */
    public Request read() throws IOException {
      String line = line();
      if (line == null) {
        return null;
      }
      List<String> headers = new CopyOnWriteArrayList<>();
      for (String header = line(); header != null && !header.isEmpty(); header = line()) {
        headers.add(header);
      }
      Request head = new Request(line, headers, "");
      String length = head.header("Content-Length");
      byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
      Request request = new Request(line, headers, new String(body, UTF_8));
      requests.add(request);
      return request;
    }

    public void write(String bytes) throws IOException {
      out.write(bytes.getBytes(UTF_8));
      out.flush();
    }

    /** Waits until a request begins, and leaves the rest of it unread. */
    public void awaitFirstByte() throws IOException {
      if (in.read() < 0) {
        throw new IOException("closed before a request");
      }
    }

    /** Ends the connection with a TCP reset. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the client closes its end. */
    public void awaitClose() throws IOException {
      while (in.read() >= 0) {
        // More of the request.
      }
      closedByPeer.incrementAndGet();
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int c;
      while ((c = in.read()) >= 0) {
        if (c == '\n') {
          String text = line.toString(ISO_8859_1);
          return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }
        line.write(c);
      }
      return null;
    }
  }
}
