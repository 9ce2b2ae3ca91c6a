package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.command.Command;
import io.taskbridge.kafka.JsonDocuments.NotJsonException;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.ActionKind;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.TaskError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes a command of a record, or says why it is none: all that is wrong with it at once. */
final class CommandDecoder {
  private static final String ACTIONS =
      Arrays.stream(ActionKind.values()).map(ActionKind::word).collect(Collectors.joining(", "));

  private final int maxBytes;

  private final LogMonitor monitor;

  CommandDecoder(int maxBytes) {
    this(maxBytes, LogMonitor.SILENT);
  }

  /**
   * @param monitor hears of defects
   */
  CommandDecoder(int maxBytes, LogMonitor monitor) {
    this.monitor = monitor;
    this.maxBytes = maxBytes;
  }

  /** Thrown for a record that is no command; carries what to tell its sender. */
  static final class NotACommandException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient TaskError error;
    private final String technically;

    NotACommandException(ErrorCode code, String reason, String technically) {
      super(reason);
      this.error = TaskError.of(code, reason);
      this.technically = technically;
    }

    /** What lies beneath, in technical words; null when the error says it all. */
    String technically() {
      return technically;
    }

    TaskError error() {
      return error;
    }
  }

  Command decode(ConsumerRecord<byte[], byte[]> record) throws NotACommandException {
    try {
      return read(record);
    } catch (RuntimeException defect) {
      TaskError error = DecodingDefects.error(record, ErrorCode.INVALID_COMMAND, defect, monitor);
      throw new NotACommandException(error.code(), error.message(), defect.getClass().getName());
    }
  }

  private Command read(ConsumerRecord<byte[], byte[]> record) throws NotACommandException {
    if (record.value() == null) {
      throw invalid("the record has no value; send a JSON object");
    }
    if (record.value().length > maxBytes) {
      throw new NotACommandException(
          ErrorCode.TOO_LARGE,
          "the command has "
              + record.value().length
              + " bytes, more than the "
              + maxBytes
              + " that bridge.limits.value-bytes allows; send less, or raise the limit",
          null);
    }
    try {
      JsonNode value = JsonDocuments.read(Envelope.open(record).value());
      if (!value.isObject()) {
        throw invalid("the value must be a JSON object");
      }
      return command(
          new SourcePosition(record.topic(), record.partition(), record.offset()), value);
    } catch (NotJsonException e) {
      throw new NotACommandException(ErrorCode.INVALID_JSON, e.getMessage(), e.parserMessage());
    } catch (Envelope.SealedException e) {
      throw invalid(e.getMessage());
    }
  }

  private static Command command(SourcePosition position, JsonNode value)
      throws NotACommandException {
    List<String> complaints = new ArrayList<>();
    String requestId = id(value.path("request_id"), "request_id", complaints);
    String word = value.path("command").isTextual() ? value.path("command").textValue() : "";
    if (word.equals("action")) {
      return action(position, requestId, value.path("action"), complaints);
    }
    if (!word.equals("cancel")) {
      complaints.add("'command' must be 'action' or 'cancel'");
    }
    refuse(complaints);
    return new Command.Cancel(position, new RequestId(requestId));
  }

  private static Command action(
      SourcePosition position, String requestId, JsonNode action, List<String> complaints)
      throws NotACommandException {
    if (!action.isObject()) {
      complaints.add("'action' must be an object with 'id', 'name' and 'input'");
      refuse(complaints);
    }
    String id = id(action.path("id"), "action.id", complaints);
    Optional<ActionKind> kind =
        action.path("name").isTextual()
            ? ActionKind.of(action.path("name").textValue())
            : Optional.empty();
    if (kind.isEmpty()) {
      complaints.add("'action.name' must be one of " + ACTIONS);
    }
    JsonNode input = action.path("input");
    kind.ifPresent(known -> checkInput(known, input, complaints));
    refuse(complaints);
    boolean none = input.isMissingNode() || input.isNull();
    return new Command.Action(
        position,
        new RequestId(requestId),
        id,
        kind.orElseThrow(),
        none ? null : new Json(JsonDocuments.write(input)),
        Secrets.of(input));
  }

  private static void checkInput(ActionKind kind, JsonNode input, List<String> complaints) {
    if (!input.isMissingNode() && !input.isNull() && !input.isObject()) {
      complaints.add("'action.input' must be an object");
    } else if (kind.requiredInput() != null) {
      JsonNode required = input.path(kind.requiredInput());
      boolean there =
          kind.requiresObject()
              ? required.isObject()
              : required.isTextual() && !required.textValue().isBlank();
      if (!there) {
        complaints.add(
            "'"
                + kind.word()
                + "' needs 'action.input."
                + kind.requiredInput()
                + "', "
                + (kind.requiresObject() ? "an object" : "a string that is not empty"));
      }
    }
  }

  /** Ids are parts of keys and headers: of the same form as those of requests. */
  private static String id(JsonNode node, String name, List<String> complaints) {
    String text = node.isTextual() ? node.textValue() : "";
    if (!RequestId.isUsable(text)) {
      complaints.add(
          "'" + name + "' must be a string of 1 to " + RequestId.MAX_LENGTH + " characters");
    }
    return text;
  }

  private static void refuse(List<String> complaints) throws NotACommandException {
    if (!complaints.isEmpty()) {
      throw invalid(String.join("; ", complaints));
    }
  }

  private static NotACommandException invalid(String reason) {
    return new NotACommandException(ErrorCode.INVALID_COMMAND, reason, null);
  }
}
