package io.taskbridge.taskapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.smallrye.mutiny.Uni;
import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.AssetApi;
import io.taskbridge.task.FileId;
import io.taskbridge.task.Json;
import io.taskbridge.task.TaskApi;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The task API over HTTP, with every answer and every failure given its meaning.
 *
 * <p>No call is ever repeated, neither here nor below: not on a stale connection, not on a
 * redirect, not on a time-out. A stage always ends, at the latest when the call's time is up, and
 * the connection under it is then closed. Stages complete on an event loop.
 */
public final class RestTaskApi implements TaskApi, AssetApi, AutoCloseable {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{1,200})?");

  private final TaskApiSettings settings;
  private final Supplier<String> key;
  private final TaskResource resource;
  private final AssetResource assets;
  private final AnswerReader reader;
  private final Answers answers;
  private final CallMonitor monitor;
  private final LongAnswers longAnswers;

  private RestTaskApi(
      TaskApiSettings settings,
      Supplier<String> key,
      TaskResource resource,
      AssetResource assets,
      Clock clock,
      CallMonitor monitor) {
    this.settings = settings;
    this.key = key;
    this.resource = resource;
    this.assets = assets;
    this.monitor = monitor;
    this.reader = new AnswerReader(settings.maxAnswerBytes());
    this.answers = new Answers(settings.baseUrl(), reader, clock);
    this.longAnswers = new LongAnswers(settings, resource, reader, monitor);
  }

  /**
   * Opens a client; it connects with the first call.
   *
   * @param key asked for every call; must not block for long, nor throw
   * @param clock reads dates in {@code Retry-After}
   * @param customizer whoever runs this may set TLS or a proxy here; what makes a call safe (no
   *     redirects, HTTP/1.1, limits) is set afterwards
   * @param monitor hears of every call that has ended
   */
  public static RestTaskApi open(
      TaskApiSettings settings,
      Supplier<String> key,
      Clock clock,
      RestClientCustomizer customizer,
      CallMonitor monitor) {
    requireNonNull(key, "key");
    requireNonNull(monitor, "monitor");
    TaskResource resource = TaskResources.build(TaskResource.class, settings, customizer);
    AssetResource assets = TaskResources.build(AssetResource.class, settings, customizer);
    return new RestTaskApi(
        settings, key, resource, assets, requireNonNull(clock, "clock"), monitor);
  }

  /** Adjusts the REST client before it is built. */
  @FunctionalInterface
  public interface RestClientCustomizer {
    /** Leaves the client as Quarkus configures it. */
    RestClientCustomizer NONE = builder -> {};

    /** Sets what it wants to set. */
    void customize(QuarkusRestClientBuilder builder);
  }

  @Override
  public CompletionStage<ApiOutcome<TaskSnapshot>> submit(Json body, String traceparent) {
    byte[] bytes = body.text().getBytes(UTF_8);
    String trace =
        traceparent != null && TRACEPARENT.matcher(traceparent).matches() ? traceparent : null;
    CallMonitor.Call call = monitor.begun(Operation.SUBMIT, trace);
    return call(
        call,
        settings.requestTimeout(),
        "/task",
        (exchange, apiKey) -> resource.submit(exchange, apiKey, call.traceparent(), bytes),
        reader::task);
  }

  @Override
  public CompletionStage<ApiOutcome<TaskSnapshot>> get(
      TaskId id, OptionalLong eventsAfter, boolean downloads) {
    Long after = eventsAfter.isPresent() ? eventsAfter.getAsLong() : null;
    Boolean links = downloads ? Boolean.TRUE : null;
    if (longAnswers.expects(id)) {
      return longAnswers.skim(id, key.get(), links);
    }
    Exchange exchange =
        exchange(after == null ? settings.requestTimeout() : settings.holdTimeout());
    return call(
            exchange,
            monitor.begun(Operation.GET, null),
            "/task/" + id.value(),
            apiKey -> resource.get(exchange, apiKey, id.value(), after, links),
            reader::task)
        .whenComplete((outcome, defect) -> longAnswers.heard(id, exchange));
  }

  @Override
  public CompletionStage<ApiOutcome<List<TaskSnapshot>>> list(
      OptionalLong createdBefore, int limit) {
    Long before = createdBefore.isPresent() ? createdBefore.getAsLong() : null;
    return call(
            monitor.begun(Operation.LIST, null),
            settings.requestTimeout(),
            "/task",
            (exchange, apiKey) -> resource.list(exchange, apiKey, before, limit),
            reader::tasks)
        .thenApply(Answers::ofList);
  }

  @Override
  public CompletionStage<ApiOutcome<Boolean>> cancel(TaskId id) {
    return call(
        monitor.begun(Operation.CANCEL, null),
        settings.requestTimeout(),
        "/task/" + id.value(),
        (exchange, apiKey) -> resource.cancel(exchange, apiKey, id.value()),
        reader::flag);
  }

  @Override
  public CompletionStage<ApiOutcome<String>> send(TaskId id, OutgoingEvent event) {
    byte[] body = EventWriter.write(event);
    return call(
        monitor.begun(Operation.SEND_EVENT, null),
        settings.requestTimeout(),
        "/task/" + id.value() + "/event",
        (exchange, apiKey) -> resource.send(exchange, apiKey, id.value(), body),
        reader::id);
  }

  @Override
  public CompletionStage<ApiOutcome<FileId>> upload(String name, String purpose, byte[] content) {
    FileForm form = new FileForm(name, purpose, content);
    return call(
        monitor.begun(Operation.UPLOAD, null),
        settings.requestTimeout(),
        "/file",
        (exchange, apiKey) -> assets.upload(exchange, apiKey, form.contentType(), form.body()),
        reader::fileId);
  }

  @Override
  public CompletionStage<ApiOutcome<Boolean>> delete(FileId id) {
    return call(
        monitor.begun(Operation.DELETE_FILE, null),
        settings.requestTimeout(),
        "/file/" + id.value(),
        (exchange, apiKey) -> assets.deleteFile(exchange, apiKey, id.value()),
        reader::flag);
  }

  @Override
  public CompletionStage<ApiOutcome<String>> createProfile(String id) {
    byte[] body = EventWriter.profile(id);
    return call(
        monitor.begun(Operation.CREATE_PROFILE, null),
        settings.requestTimeout(),
        "/profile",
        (exchange, apiKey) -> assets.createProfile(exchange, apiKey, body),
        reader::id);
  }

  /** Closes all connections; calls under way end as if the network had closed them. */
  @Override
  public void close() {
    TaskResources.close(resource);
    TaskResources.close(assets);
  }

  private Exchange exchange(Duration timeout) {
    return new Exchange(timeout, settings.acquireTimeout(), settings.maxAnswerBytes());
  }

  private <T> CompletionStage<ApiOutcome<T>> call(
      CallMonitor.Call call,
      Duration timeout,
      String path,
      Request request,
      Answers.BodyReader<T> body) {
    Exchange exchange = exchange(timeout);
    return call(exchange, call, path, apiKey -> request.start(exchange, apiKey), body);
  }

  private <T> CompletionStage<ApiOutcome<T>> call(
      Exchange exchange,
      CallMonitor.Call call,
      String path,
      Function<String, Uni<RestResponse<byte[]>>> request,
      Answers.BodyReader<T> body) {
    CompletableFuture<ApiOutcome<T>> outcome = new CompletableFuture<>();
    exchange.onTimeout(() -> outcome.complete(Failures.timedOut(exchange)));
    String apiKey = key.get();
    try {
      request
          .apply(apiKey)
          .subscribe()
          .with(
              answer ->
                  finish(
                      exchange,
                      outcome,
                      // An API that complains about a key may well quote it.
                      () -> answers.outcome(answerOf(path, answer), body).masked(List.of(apiKey))),
              failure -> fail(exchange, outcome, failure));
    } catch (RuntimeException e) {
      fail(exchange, outcome, e);
    }
    return outcome.whenComplete(
        (meaning, defect) -> call.ended().accept(CallMonitor.Status.of(exchange)));
  }

  private static <T> void fail(
      Exchange exchange, CompletableFuture<ApiOutcome<T>> outcome, Throwable failure) {
    finish(exchange, outcome, () -> Failures.outcome(exchange, failure));
    // A request that could not be written would keep its place in the pool for ever.
    exchange.close();
  }

  private static <T> void finish(
      Exchange exchange,
      CompletableFuture<ApiOutcome<T>> outcome,
      Supplier<ApiOutcome<T>> meaning) {
    exchange.finish();
    try {
      outcome.complete(meaning.get());
    } catch (RuntimeException e) {
      outcome.completeExceptionally(e);
    }
  }

  private static Answers.Answer answerOf(String path, RestResponse<byte[]> answer) {
    return new Answers.Answer(
        answer.getStatus(),
        path,
        answer.getHeaderString("Retry-After"),
        answer.getHeaderString("Location"),
        bytesOf(answer));
  }

  /** The REST client reads the body of a success, and leaves that of an error in its buffer. */
  private static byte[] bytesOf(RestResponse<?> answer) {
    Object entity = answer.getEntity();
    if (entity instanceof InputStream buffered) {
      try (buffered) {
        return buffered.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return (byte[]) entity;
  }

  /** Starts a call of the REST client. */
  @FunctionalInterface
  private interface Request {
    Uni<RestResponse<byte[]>> start(Exchange exchange, String apiKey);
  }
}
