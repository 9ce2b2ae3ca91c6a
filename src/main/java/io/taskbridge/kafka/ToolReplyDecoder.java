package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taskbridge.kafka.JsonDocuments.NotJsonException;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.task.CorrelationId;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.TaskError;
import io.taskbridge.toolcall.ToolReply;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Makes a reply to a tool call of a record, or says why it is none. */
final class ToolReplyDecoder {
  private static final String CORRELATION_ID = "correlation_id";
  private static final int OK = 200;

  private final int maxBytes;

  private final LogMonitor monitor;

  ToolReplyDecoder(int maxBytes) {
    this(maxBytes, LogMonitor.SILENT);
  }

  /**
   * @param monitor hears of defects
   */
  ToolReplyDecoder(int maxBytes, LogMonitor monitor) {
    this.monitor = monitor;
    this.maxBytes = maxBytes;
  }

  /** Thrown for a record that is no reply; carries what to tell its sender. */
  static final class NotAReplyException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient TaskError error;
    private final String technically;

    NotAReplyException(ErrorCode code, String reason, String technically) {
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

  ToolReply decode(ConsumerRecord<byte[], byte[]> record) throws NotAReplyException {
    try {
      return read(record);
    } catch (RuntimeException defect) {
      TaskError error =
          DecodingDefects.error(record, ErrorCode.TOOL_REPLY_INVALID, defect, monitor);
      throw new NotAReplyException(error.code(), error.message(), defect.getClass().getName());
    }
  }

  private ToolReply read(ConsumerRecord<byte[], byte[]> record) throws NotAReplyException {
    if (record.value() == null) {
      if (idInHeader(record) == null) {
        throw invalid("the record has no value; send the reply as JSON");
      }
      return plain(record, NullNode.getInstance(), Envelope.traceparent(record));
    }
    if (record.value().length > maxBytes) {
      throw new NotAReplyException(
          ErrorCode.TOO_LARGE,
          "the reply has "
              + record.value().length
              + " bytes, more than the "
              + maxBytes
              + " that bridge.limits.value-bytes allows; send less, or raise the limit",
          null);
    }
    try {
      // An agent waits for the answer: attributes that nobody needs are no reason to refuse it.
      Envelope envelope = Envelope.open(record);
      JsonNode value =
          idInHeader(record) == null
              ? JsonDocuments.read(envelope.value())
              : JsonDocuments.readOrText(envelope.value());
      return isGiven(value.path(CORRELATION_ID))
          ? enveloped(position(record), value, envelope.traceparent())
          : plain(record, value, envelope.traceparent());
    } catch (NotJsonException e) {
      throw new NotAReplyException(ErrorCode.TOOL_REPLY_INVALID, e.getMessage(), e.parserMessage());
    } catch (Envelope.SealedException e) {
      throw invalid(e.getMessage());
    }
  }

  /** The form of this bridge: {@code {"correlation_id", "code", "output"}}. */
  private static ToolReply enveloped(SourcePosition position, JsonNode value, String traceparent)
      throws NotAReplyException {
    JsonNode code = value.path("code");
    if (isGiven(code) && (!code.isInt() || code.intValue() < 100 || code.intValue() > 599)) {
      throw invalid("'code' must be an HTTP-like number: 200, 400 or 500");
    }
    JsonNode output = value.path("output");
    Json json = new Json(output.isMissingNode() ? "null" : JsonDocuments.write(output));
    return new ToolReply(
        position,
        correlation(value.path(CORRELATION_ID).asText()),
        isGiven(code) ? code.intValue() : OK,
        json,
        traceparent);
  }

  /**
   * The form of an ordinary request-reply worker: the id in the header, the value is the output.
   */
  private static ToolReply plain(
      ConsumerRecord<byte[], byte[]> record, JsonNode value, String traceparent)
      throws NotAReplyException {
    String id = idInHeader(record);
    if (id == null) {
      throw invalid(
          "the reply names no tool call; echo correlation_id in the value, or the header "
              + EventRecords.REPLY_CORRELATION_ID);
    }
    return new ToolReply(
        position(record), correlation(id), OK, new Json(JsonDocuments.write(value)), traceparent);
  }

  /** Null where there is none. */
  private static String idInHeader(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(EventRecords.REPLY_CORRELATION_ID);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Programs that write the rows of a table write a null where there is nothing. */
  private static boolean isGiven(JsonNode field) {
    return !field.isMissingNode() && !field.isNull();
  }

  private static SourcePosition position(ConsumerRecord<byte[], byte[]> record) {
    return new SourcePosition(record.topic(), record.partition(), record.offset());
  }

  private static CorrelationId correlation(String text) throws NotAReplyException {
    Optional<CorrelationId> id = CorrelationId.parse(text);
    return id.orElseThrow(
        () ->
            new NotAReplyException(
                ErrorCode.TOOL_CALL_UNKNOWN,
                "the correlation id is none of this bridge's; echo the tool request's as it came",
                null));
  }

  private static NotAReplyException invalid(String reason) {
    return new NotAReplyException(ErrorCode.TOOL_REPLY_INVALID, reason, null);
  }
}
