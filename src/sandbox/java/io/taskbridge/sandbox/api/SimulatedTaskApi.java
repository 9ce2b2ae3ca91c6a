package io.taskbridge.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The task API on loopback (unless told otherwise), for tests, trials and benchmarks.
 *
 * <p>Whatever can be done from Java can be done over HTTP too: {@code /control} and {@code /record}
 * beside {@link #baseUrl()}. The methods may be called from any thread but the API's own; they
 * return when the change holds.
 */
public final class SimulatedTaskApi implements AutoCloseable {

  /** The API key that is accepted unless other {@code keys} are set. */
  public static final String DEFAULT_KEY = ApiSettings.DEFAULT_KEY;

  private static final int MAX_FORM_FIELD = 1024 * 1024;
  private static final long WAIT_SECONDS = 30;

  private final Vertx vertx;
  private final Context context;
  private final ApiState state;
  private final ControlRoutes control;
  private final RecordRoutes record;
  private final HttpFront front;
  private final String host;
  private final int port;
  private volatile HttpServer server;

  private SimulatedTaskApi(ApiOptions options) {
    ApiSettings settings = ApiSettings.read(options.settings());
    this.vertx = Vertx.vertx(vertxOptions());
    this.context = vertx.getOrCreateContext();
    Scheduler scheduler = Scheduler.of(vertx);
    this.state = new ApiState(Clock.systemUTC(), scheduler, settings);
    this.control = new ControlRoutes(state);
    this.record = new RecordRoutes(state);
    this.front = new HttpFront(state, scheduler);
    this.host = options.host();
    try {
      this.server = listen(options.port());
      this.port = server.actualPort();
    } catch (RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  /**
   * Starts the API and returns once it listens.
   *
   * @throws IllegalStateException when the port is taken
   * @throws RuntimeException when a setting makes no sense; the message says which
   */
  public static SimulatedTaskApi start(ApiOptions options) {
    return new SimulatedTaskApi(options);
  }

  /** Starts the API on any free port with default settings. */
  public static SimulatedTaskApi start() {
    return start(ApiOptions.defaults());
  }

  /** The API's base URL, as in {@code http://127.0.0.1:8090/api/v1}. */
  public String baseUrl() {
    return rootUrl() + HttpFront.BASE_PATH;
  }

  /** The URL to which {@code /control} and {@code /record} are added. */
  public String rootUrl() {
    return "http://127.0.0.1:" + port();
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Changes some settings, as {@code POST /control/settings} does. */
  public void settings(JsonNode patch) {
    onLoop(
        () -> {
          control.patchSettings(patch);
          return null;
        });
  }

  /** Changes some settings, given as JSON text. */
  public void settings(String patch) {
    settings(Json.lenient(patch));
  }

  /** Adds a fault or a list of them, given as JSON text, as {@code POST /control/faults} does. */
  public void addFaults(String faults) {
    onLoop(
        () -> {
          control.addFaults(Json.lenient(faults));
          return null;
        });
  }

  /** Takes away all faults set for all tasks. */
  public void clearFaults() {
    onLoop(
        () -> {
          state.faults.clear();
          return null;
        });
  }

  /** Puts everything back as it was just after the start: settings, faults, tasks, record. */
  public void reset() {
    onLoop(
        () -> {
          state.reset();
          return null;
        });
  }

  /** Every task it was ever asked for, in the order of submission. */
  public List<RecordedTask> tasks() {
    return onLoop(() -> state.tasks.all().stream().map(SimTask::recorded).toList());
  }

  /** The compact summary, as {@code GET /record/summary} gives it. */
  public ObjectNode summary() {
    return onLoop(record::summary);
  }

  /**
   * Stops listening and resets nothing: tasks go on in time, and {@link #comeBack()} listens on the
   * same port again. To a client this is an API that is down.
   */
  public void goDown() {
    await(server.close().toCompletionStage().toCompletableFuture(), "the server did not close");
  }

  /** Listens again after {@link #goDown()}. */
  public void comeBack() {
    server = listen(port);
  }

  /** Stops the API. What it recorded is gone. */
  @Override
  public void close() {
    await(vertx.close().toCompletionStage().toCompletableFuture(), "the API did not close");
  }

  private HttpServer listen(int wanted) {
    CompletableFuture<HttpServer> listening = new CompletableFuture<>();
    context.runOnContext(
        go ->
            vertx
                .createHttpServer(serverOptions())
                .requestHandler(front)
                .listen(wanted, host)
                .onSuccess(listening::complete)
                .onFailure(listening::completeExceptionally));
    return await(listening, "the simulated API cannot listen on " + host + ":" + wanted);
  }

  private <T> T onLoop(Callable<T> action) {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(
        go -> {
          try {
            done.complete(action.call());
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    return await(done, "the simulated API did not answer");
  }

  private static <T> T await(CompletableFuture<T> future, String otherwise) {
    try {
      return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(otherwise, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ScriptException) {
        throw (ScriptException) e.getCause();
      }
      throw new IllegalStateException(otherwise + ": " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(otherwise + " within " + WAIT_SECONDS + " s", e);
    }
  }

  private static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(1)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setAcceptBacklog(4096)
        .setReuseAddress(true)
        .setMaxFormAttributeSize(MAX_FORM_FIELD);
  }
}
