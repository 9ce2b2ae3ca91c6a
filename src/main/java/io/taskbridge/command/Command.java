package io.taskbridge.command;

import static java.util.Objects.requireNonNull;

import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ActionKind;
import io.taskbridge.task.Json;
import io.taskbridge.task.RequestId;
import java.util.List;

/** What somebody wants done with a request that was sent earlier, or will be soon. */
public sealed interface Command {
  /** The record that brought it. */
  SourcePosition position();

  /** The request that it is about. */
  RequestId requestId();

  /** Of the request's state, and of the record. */
  default int partition() {
    return position().partition();
  }

  /** It is to end now. */
  record Cancel(SourcePosition position, RequestId requestId) implements Command {
    public Cancel {
      requireNonNull(position, "position");
      requireNonNull(requestId, "requestId");
    }
  }

  /**
   * A session is to do something.
   *
   * @param id the sender's, by which the result is known
   * @param input what the API gets; null for none
   * @param secrets strings of the input that must not appear anywhere else
   */
  record Action(
      SourcePosition position,
      RequestId requestId,
      String id,
      ActionKind kind,
      Json input,
      List<String> secrets)
      implements Command {
    public Action {
      requireNonNull(position, "position");
      requireNonNull(requestId, "requestId");
      requireNonNull(id, "id");
      requireNonNull(kind, "kind");
      secrets = List.copyOf(secrets);
    }

    /** Secrets have no business in a log. */
    @Override
    public String toString() {
      return "Action[" + kind.word() + " of " + requestId + " from " + position + "]";
    }
  }
}
