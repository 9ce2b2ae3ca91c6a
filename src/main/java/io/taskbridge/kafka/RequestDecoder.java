package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.kafka.JsonDocuments.NotJsonException;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.Json;
import io.taskbridge.task.Origin;
import io.taskbridge.task.Provisions;
import io.taskbridge.task.RecordKey;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes a request of a record, or says why it is none. */
final class RequestDecoder {
  /** A key is remembered with its request, and stands on every record about it. */
  private static final int LONGEST_KEY = 32_768;

  private final RequestDefaults defaults;
  private final Clock clock;

  private final LogMonitor monitor;

  RequestDecoder(RequestDefaults defaults, Clock clock) {
    this(defaults, clock, LogMonitor.SILENT);
  }

  /**
   * @param monitor hears of defects
   */
  RequestDecoder(RequestDefaults defaults, Clock clock, LogMonitor monitor) {
    this.monitor = monitor;
    this.defaults = defaults;
    this.clock = clock;
  }

  /** What a record turned out to be. */
  sealed interface Decoded {
    /** The id to answer under; null when there is none to speak of. */
    default RequestId id() {
      return null;
    }

    /** Where it came from; null when there is no id to speak of. */
    default Origin origin() {
      return null;
    }

    record Readable(TaskRequest request) implements Decoded {
      @Override
      public RequestId id() {
        return request.id();
      }

      @Override
      public Origin origin() {
        return request.origin();
      }
    }

    /** It has an id to answer under, but asks for something that can't be. */
    record Invalid(RequestId id, Origin origin, TaskError error) implements Decoded {}

    /**
     * There is no id to speak of.
     *
     * @param cause in technical words; null when the error says it all
     */
    record Unreadable(TaskError error, String cause) implements Decoded {}
  }

  Decoded decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return judged(record);
    } catch (RuntimeException defect) {
      return new Decoded.Unreadable(
          DecodingDefects.error(record, ErrorCode.INVALID_REQUEST, defect, monitor),
          defect.getClass().getName());
    }
  }

  private Decoded judged(ConsumerRecord<byte[], byte[]> record) {
    Decoded decoded = read(record);
    if (!keyTooLong(record)) {
      return decoded;
    }
    TaskError error =
        TaskError.of(
            ErrorCode.TOO_LARGE,
            "the key has "
                + record.key().length
                + " bytes, more than "
                + LONGEST_KEY
                + "; send a shorter one");
    boolean named = decoded.id() != null && !decoded.id().equals(defaultId(record));
    return named
        ? new Decoded.Invalid(decoded.id(), decoded.origin(), error)
        : new Decoded.Unreadable(error, null);
  }

  private Decoded read(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    String eventId = Envelope.idInHeaders(record);
    if (value == null) {
      return refused(
          record,
          eventId,
          ErrorCode.INVALID_REQUEST,
          "the record has no value; send a JSON object");
    }
    if (value.length > defaults.maxBytes()) {
      return refused(
          record,
          eventId,
          ErrorCode.TOO_LARGE,
          "the value has "
              + value.length
              + " bytes, more than the "
              + defaults.maxBytes()
              + " that bridge.limits.value-bytes allows; send less, or raise the limit");
    }
    try {
      Envelope envelope = Envelope.open(record);
      eventId = envelope.eventId();
      JsonNode document = JsonDocuments.read(envelope.value());
      return document instanceof ObjectNode object
          ? decode(record, envelope, object)
          : refused(
              record,
              eventId,
              ErrorCode.INVALID_REQUEST,
              "the value is a JSON "
                  + document.getNodeType().name().toLowerCase(java.util.Locale.ROOT)
                  + "; send a JSON object");
    } catch (NotJsonException e) {
      TaskError error = TaskError.of(ErrorCode.INVALID_JSON, e.getMessage());
      return refused(record, eventId, error, e.parserMessage());
    } catch (Envelope.SealedException e) {
      return refused(record, e.eventId(), ErrorCode.INVALID_REQUEST, e.getMessage());
    }
  }

  private Decoded decode(
      ConsumerRecord<byte[], byte[]> record, Envelope envelope, ObjectNode object) {
    RequestFields fields = new RequestFields(object, defaults);
    fields.complain(envelope);
    RequestId id =
        fields
            .requestId(envelope)
            .or(() -> fields.eventId(envelope))
            .orElseGet(() -> defaultId(record));
    Origin origin = origin(record, Fingerprint.of(object), envelope.traceparent());
    RequestOptions options =
        fields.options(writtenAt(record, origin.acceptedAt()), origin.acceptedAt());
    Provisions provisions = fields.provisions();
    Optional<TaskError> error = fields.error();
    if (error.isPresent()) {
      return new Decoded.Invalid(id, origin, error.get());
    }
    return new Decoded.Readable(
        new TaskRequest(
            id,
            origin,
            options,
            new Json(body(envelope, object, !provisions.attachments().isEmpty())),
            fields.device(),
            Secrets.of(object),
            provisions));
  }

  /**
   * The value without our own part: as it came, where nothing has to be taken out.
   *
   * @param takesFiles whether ids of files will be appended: their list is then the last field
   */
  private static String body(Envelope envelope, ObjectNode object, boolean takesFiles) {
    if (!object.has(RequestFields.BRIDGE)) {
      return new String(envelope.value(), StandardCharsets.UTF_8);
    }
    object.remove(RequestFields.BRIDGE);
    if (takesFiles) {
      JsonNode files = object.remove(RequestFields.FILES);
      object.set(RequestFields.FILES, files == null || files.isNull() ? object.arrayNode() : files);
    }
    return JsonDocuments.write(object);
  }

  /** What the record says; a very old producer says nothing. */
  private static Instant writtenAt(ConsumerRecord<?, ?> record, Instant acceptedAt) {
    long timestamp = FirstPlace.of(record).timestamp();
    return timestamp == ConsumerRecord.NO_TIMESTAMP ? acceptedAt : Instant.ofEpochMilli(timestamp);
  }

  /** The id of a request that has none of its own: where its record stands. */
  static RequestId defaultId(ConsumerRecord<?, ?> record) {
    return new RequestId(record.topic() + "-" + record.partition() + "-" + record.offset());
  }

  private Decoded refused(
      ConsumerRecord<byte[], byte[]> record, String eventId, ErrorCode code, String reason) {
    return refused(record, eventId, TaskError.of(code, reason), null);
  }

  /** What asks for nothing is answered all the same where its event has an id to answer under. */
  private Decoded refused(
      ConsumerRecord<byte[], byte[]> record, String eventId, TaskError error, String cause) {
    return RequestId.isUsable(eventId)
        ? new Decoded.Invalid(
            new RequestId(eventId),
            origin(record, Fingerprint.of(record.value()), Envelope.traceparent(record)),
            error)
        : new Decoded.Unreadable(error, cause);
  }

  private Origin origin(
      ConsumerRecord<byte[], byte[]> record, String fingerprint, String traceparent) {
    return new Origin(
        record.partition(),
        record.offset(),
        record.key() == null || keyTooLong(record) ? null : RecordKey.of(record.key()),
        fingerprint,
        traceparent,
        clock.instant());
  }

  private static boolean keyTooLong(ConsumerRecord<byte[], byte[]> record) {
    return record.key() != null && record.key().length > LONGEST_KEY;
  }
}
