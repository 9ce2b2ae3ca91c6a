package io.taskbridge.sandbox.api;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Takes requests off the wire, sends each to its room, and writes the answer. */
final class HttpFront implements Handler<HttpServerRequest> {

  static final String BASE_PATH = "/api/v1";
  private static final Logger LOG = Logger.getLogger(HttpFront.class);

  private final ApiState state;
  private final ApiRoutes api;
  private final ControlRoutes control;
  private final RecordRoutes record;

  HttpFront(ApiState state, Scheduler scheduler) {
    this.state = state;
    this.api = new ApiRoutes(state, scheduler);
    this.control = new ControlRoutes(state);
    this.record = new RecordRoutes(state);
  }

  @Override
  public void handle(HttpServerRequest request) {
    long receivedMs = state.now();
    long receivedNs = System.nanoTime();
    String contentType = request.getHeader("Content-Type");
    if (contentType != null && contentType.startsWith("multipart/form-data")) {
      receiveForm(request, receivedMs, receivedNs);
    } else if (request.method() == HttpMethod.GET) {
      answer(request, call(request, new byte[0], null, receivedMs, receivedNs));
    } else {
      request
          .body()
          .onSuccess(
              body -> answer(request, call(request, body.getBytes(), null, receivedMs, receivedNs)))
          .onFailure(e -> LOG.debug("a client went away while it sent a request", e));
    }
  }

  private void receiveForm(HttpServerRequest request, long receivedMs, long receivedNs) {
    Map<String, Form.Upload> files = new HashMap<>();
    request.setExpectMultipart(true);
    request.uploadHandler(
        upload -> {
          Buffer content = Buffer.buffer();
          upload.handler(content::appendBuffer);
          upload.endHandler(
              end ->
                  files.put(upload.name(), new Form.Upload(upload.filename(), content.getBytes())));
        });
    request
        .end()
        .onSuccess(
            end -> {
              Map<String, String> fields = new HashMap<>();
              request.formAttributes().forEach(e -> fields.put(e.getKey(), e.getValue()));
              Form form = new Form(fields, files);
              answer(request, call(request, new byte[0], form, receivedMs, receivedNs));
            })
        .onFailure(e -> LOG.debug("a client went away while it sent a form", e));
  }

  private void answer(HttpServerRequest request, Call call) {
    AnswerWriter writer = new AnswerWriter(request);
    Answer plain = null;
    try {
      String path = request.path();
      if (path.startsWith(BASE_PATH + "/")) {
        api.handle(call, writer);
        return;
      }
      plain = room(path, call);
    } catch (ScriptException e) {
      plain = Answer.error(400, e.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf(e, "the simulated API has a bug: %s %s", call.method(), request.path());
      plain = Answer.error(500, "the simulated API has a bug: " + e);
    }
    writer.write(plain);
  }

  private Answer room(String path, Call call) {
    if (path.startsWith("/control")) {
      return control.handle(call);
    }
    if (path.startsWith("/record")) {
      return record.handle(call);
    }
    return Answer.error(
        404, "The task API is under " + BASE_PATH + "; see also /control, /record.");
  }

  private static Call call(
      HttpServerRequest request, byte[] body, Form form, long receivedMs, long receivedNs) {
    String path = request.path();
    boolean api = path.startsWith(BASE_PATH + "/");
    String[] segments = path.substring(api ? BASE_PATH.length() + 1 : 1).split("/");
    for (int i = 0; i < segments.length && path.indexOf('%') >= 0; i++) {
      segments[i] = URLDecoder.decode(segments[i], StandardCharsets.UTF_8);
    }
    String method = request.method().name();
    MultiMap query = request.params();
    return new Call(
        api ? Operation.of(method, segments) : Operation.UNKNOWN,
        method,
        segments,
        query,
        request.getHeader("apikey"),
        request.getHeader("traceparent"),
        body,
        form,
        receivedMs,
        receivedNs);
  }
}
