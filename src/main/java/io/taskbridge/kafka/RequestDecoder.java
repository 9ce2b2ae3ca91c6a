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

  RequestDecoder(RequestDefaults defaults, Clock clock) {
    this.defaults = defaults;
    this.clock = clock;
  }

  /** What a record turned out to be. */
  sealed interface Decoded {
    /** The id to answer under; null when there is none to speak of. */
    default RequestId id() {
      return null;
    }

    record Readable(TaskRequest request) implements Decoded {
      @Override
      public RequestId id() {
        return request.id();
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
    byte[] value = record.value();
    if (value == null) {
      return unreadable(ErrorCode.INVALID_REQUEST, "the record has no value; send a JSON object");
    }
    if (value.length > defaults.maxBytes()) {
      return unreadable(
          ErrorCode.TOO_LARGE,
          "the value has "
              + value.length
              + " bytes, more than the "
              + defaults.maxBytes()
              + " that bridge.limits.value-bytes allows; send less, or raise the limit");
    }
    if (record.key() != null && record.key().length > LONGEST_KEY) {
      return unreadable(
          ErrorCode.TOO_LARGE,
          "the key has "
              + record.key().length
              + " bytes, more than "
              + LONGEST_KEY
              + "; send a shorter one");
    }
    try {
      Envelope envelope = Envelope.open(record);
      JsonNode document = JsonDocuments.read(envelope.value());
      return document instanceof ObjectNode object
          ? decode(record, envelope, object)
          : unreadable(
              ErrorCode.INVALID_REQUEST,
              "the value is a JSON "
                  + document.getNodeType().name().toLowerCase(java.util.Locale.ROOT)
                  + "; send a JSON object");
    } catch (NotJsonException e) {
      return new Decoded.Unreadable(
          TaskError.of(ErrorCode.INVALID_JSON, e.getMessage()), e.parserMessage());
    } catch (Envelope.SealedException e) {
      return unreadable(ErrorCode.INVALID_REQUEST, e.getMessage());
    }
  }

  private Decoded decode(
      ConsumerRecord<byte[], byte[]> record, Envelope envelope, ObjectNode object) {
    RequestFields fields = new RequestFields(object, defaults);
    fields.complain(envelope);
    RequestId id =
        fields.requestId().or(() -> fields.eventId(envelope)).orElseGet(() -> defaultId(record));
    Origin origin =
        new Origin(
            record.partition(),
            record.offset(),
            record.key() == null ? null : RecordKey.of(record.key()),
            Fingerprint.of(object),
            envelope.traceparent(),
            clock.instant());
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
    return timestamp == ConsumerRecord.NO_TIMESTAMP
        ? acceptedAt
        : Instant.ofEpochMilli(timestamp);
  }

  /** The id of a request that has none of its own: where its record stands. */
  static RequestId defaultId(ConsumerRecord<?, ?> record) {
    return new RequestId(record.topic() + "-" + record.partition() + "-" + record.offset());
  }

  private static Decoded unreadable(ErrorCode code, String reason) {
    return new Decoded.Unreadable(TaskError.of(code, reason), null);
  }
}
