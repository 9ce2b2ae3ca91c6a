package io.taskbridge.sandbox.api;

import io.vertx.core.Future;
import org.jboss.logging.Logger;

/** Everything below {@code /api/v1}: faults first, then the key, then the operation. */
final class ApiRoutes {

  private static final Logger LOG = Logger.getLogger(ApiRoutes.class);

  private final ApiState state;
  private final Scheduler scheduler;
  private final SubmitRoute submit;
  private final TaskRoutes tasks;
  private final EventRoute events;

  ApiRoutes(ApiState state, Scheduler scheduler) {
    this.state = state;
    this.scheduler = scheduler;
    this.submit = new SubmitRoute(state);
    this.tasks = new TaskRoutes(state, scheduler);
    this.events = new EventRoute(state);
  }

  void handle(Call call, AnswerWriter writer) {
    boolean submits = call.operation() == Operation.SUBMIT;
    SubmitRoute.Read read = submits ? submit.read(call.body()) : null;
    Fault fault =
        submits
            ? state.faults.strikeSubmit(call.body(), read.script())
            : state.faults.strike(call.operation(), state.tasks.find(call.taskId()));
    if (fault == null) {
      carryOut(call, read).onComplete(done -> write(call, writer, null, done.result()));
    } else if (fault.before()) {
      scheduler.after(fault.ms(), () -> strikeBefore(call, read, writer, fault));
    } else {
      carryOut(call, read)
          .onComplete(
              done -> scheduler.after(fault.ms(), () -> write(call, writer, fault, done.result())));
    }
  }

  private void strikeBefore(Call call, SubmitRoute.Read read, AnswerWriter writer, Fault fault) {
    if (fault.kind() == Fault.Kind.SLOW) {
      carryOut(call, read).onComplete(done -> write(call, writer, null, done.result()));
    } else {
      write(call, writer, fault, Answer.ok(Json.object()));
    }
  }

  /** The answer to a call. The future never fails. */
  private Future<Answer> carryOut(Call call, SubmitRoute.Read read) {
    try {
      ApiSettings settings = state.settings;
      if (call.apiKey() == null || !settings.keys().contains(call.apiKey())) {
        return now(Answer.error(settings.authStatus(), settings.authDetail()));
      }
      if (!state.rate.allows(settings.rateLimit(), call.receivedMs())) {
        return now(Answer.error(429, Details.RATE).retryAfter(settings.retryAfter()));
      }
      return call.operation() == Operation.GET ? tasks.get(call) : now(atOnce(call, read));
    } catch (RuntimeException e) {
      LOG.errorf(e, "the simulated API has a bug: %s", call.operation());
      return now(Answer.error(500, "the simulated API has a bug: " + e));
    }
  }

  private Answer atOnce(Call call, SubmitRoute.Read read) {
    return switch (call.operation()) {
      case SUBMIT -> submit.submit(call, read);
      case LIST -> tasks.list(call);
      case CANCEL -> tasks.cancel(call);
      case EVENT -> events.post(call);
      case PROFILE -> state.profiles.handle(call);
      case FILE -> state.files.handle(call);
      case EXTENSION -> state.extensions.handle(call);
      case GET, UNKNOWN -> Answer.error(404, "Not Found");
    };
  }

  private void write(Call call, AnswerWriter writer, Fault fault, Answer answer) {
    String outcome =
        fault == null || fault.kind() == Fault.Kind.SLOW
            ? writer.write(answer)
            : writer.writeBroken(answer, fault);
    state.log.answered(call, outcome, System.nanoTime(), state.settings.requestLog());
    if (answer.task() != null) {
      answer.task().submitAnswer = outcome;
    } else if (call.operation() == Operation.SUBMIT) {
      state.log.refused(call, outcome);
    }
  }

  private static Future<Answer> now(Answer answer) {
    return Future.succeededFuture(answer);
  }
}
