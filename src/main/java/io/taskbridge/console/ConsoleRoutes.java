package io.taskbridge.console;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The page's addresses: {@code /} and its files, {@code /console/state} with everything as JSON,
 * {@code /console/stream} with what is new as server-sent events. Only GET: nothing here changes
 * anything.
 */
public final class ConsoleRoutes {
  private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final long EVERY_MS = 2_000;
  private static final int MOST_STREAMS = 50;

  /** A slow reader gets the next state instead of a queue of old ones. */
  private static final int LARGEST_QUEUE = 256 * 1024;

  private final Console console;
  private final Vertx vertx;
  private final Set<HttpServerResponse> streams = ConcurrentHashMap.newKeySet();

  public ConsoleRoutes(Console console, Vertx vertx) {
    this.console = requireNonNull(console, "console");
    this.vertx = requireNonNull(vertx, "vertx");
  }

  /** Adds the addresses, and begins to tell those who listen. */
  public void addTo(Router router) {
    file(router, "/", "console/index.html", "text/html; charset=utf-8");
    file(router, "/console/console.css", "console/console.css", "text/css; charset=utf-8");
    file(router, "/console/charts.js", "console/charts.js", "text/javascript; charset=utf-8");
    file(router, "/console/console.js", "console/console.js", "text/javascript; charset=utf-8");
    file(router, "/console/icon.svg", "console/icon.svg", "image/svg+xml");
    file(router, "/console/uplot.js", CHARTS + "uPlot.iife.min.js", "text/javascript");
    file(router, "/console/uplot.css", CHARTS + "uPlot.min.css", "text/css");
    router.get("/console/state").handler(this::state);
    router.get("/console/stream").handler(this::stream);
    vertx.setPeriodic(EVERY_MS, timer -> tell());
  }

  private static void file(Router router, String path, String resource, String type) {
    Buffer content = read(resource);
    router
        .get(path)
        .handler(
            context ->
                guarded(context.response())
                    .putHeader("Content-Type", type)
                    .putHeader("Cache-Control", "no-cache")
                    .end(content));
  }

  private void state(RoutingContext context) {
    guarded(context.response())
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(console.opening());
  }

  private void stream(RoutingContext context) {
    HttpServerResponse response = guarded(context.response());
    if (streams.size() >= MOST_STREAMS) {
      response.setStatusCode(503).putHeader("Retry-After", "10").end();
      return;
    }
    response
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .setChunked(true)
        .setWriteQueueMaxSize(LARGEST_QUEUE)
        .exceptionHandler(gone -> streams.remove(response))
        .closeHandler(gone -> streams.remove(response))
        .write("retry: 3000\n\n");
    streams.add(response);
  }

  private void tell() {
    String update = streams.isEmpty() ? null : console.update();
    if (update == null) {
      return;
    }
    String event = "data: " + update + "\n\n";
    for (HttpServerResponse stream : streams) {
      if (stream.closed()) {
        streams.remove(stream);
      } else if (!stream.writeQueueFull()) {
        stream.write(event);
      }
    }
  }

  /** The page loads nothing from elsewhere, and nobody may frame it. */
  private static HttpServerResponse guarded(HttpServerResponse response) {
    return response
        .putHeader(
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer");
  }

  private static Buffer read(String resource) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream in = loader.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing: the jar was not built as a whole");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
