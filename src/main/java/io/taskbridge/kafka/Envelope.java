package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskbridge.kafka.JsonDocuments.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What a record carries, with the envelope of a CloudEvent taken off where there is one: in binary
 * mode attributes are headers, in structured mode the value is {@code {"specversion", "id", ...,
 * "data"}}, as the Kafka protocol binding of CloudEvents 1.0 has it.
 *
 * <p>Not the connector's own unwrapping: the channel hands over raw batches, because a record that
 * cannot be read must come here as it is, to be set aside byte for byte.
 *
 * @param value what the sender wants read; the record's own value when there is no envelope
 * @param eventId the event's id; null when there is none
 * @param traceparent W3C trace context, of the record or else of the event; null for none
 * @param complaints what is wrong with the envelope although its content can be read
 */
record Envelope(byte[] value, String eventId, String traceparent, List<String> complaints) {
  private static final int LONGEST_TRACEPARENT = 256;
  private static final String CONTENT_TYPE = "content-type";
  private static final String STRUCTURED = "application/cloudevents";
  private static final String STRUCTURED_JSON = "application/cloudevents+json";
  private static final String SPECVERSION = "specversion";
  private static final List<String> REQUIRED = List.of(SPECVERSION, "id", "source", "type");

  Envelope {
    complaints = List.copyOf(complaints);
  }

  /** An envelope whose content cannot be got at; the message is a sentence for the sender. */
  static final class SealedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String eventId;

    SealedException(String message, String eventId) {
      super(message);
      this.eventId = eventId;
    }

    /** The id of the event all the same; null where there is none to be found. */
    String eventId() {
      return eventId;
    }
  }

  /**
   * Opens a record whose value is not null.
   *
   * @throws SealedException when it says that it is a CloudEvent and is none
   * @throws NotJsonException when it says that it is one in JSON and is no JSON
   */
  static Envelope open(ConsumerRecord<byte[], byte[]> record)
      throws SealedException, NotJsonException {
    String type = mediaType(header(record, CONTENT_TYPE));
    if (type.equals(STRUCTURED_JSON)) {
      return structured(record);
    }
    if (type.startsWith(STRUCTURED)) {
      throw new SealedException(
          "the content-type '"
              + type
              + "' is not understood; send one CloudEvent as "
              + STRUCTURED_JSON
              + ", or in binary mode",
          null);
    }
    return header(record, "ce_" + SPECVERSION) == null ? plain(record) : binary(record);
  }

  /** Whether this is an event in structured mode whose record does not say so. */
  static boolean looksLikeOne(ObjectNode value) {
    return !value.has("task") && REQUIRED.stream().allMatch(name -> value.path(name).isTextual());
  }

  /** The id of an event in binary mode, whatever its value is; null when it is none. */
  static String idInHeaders(ConsumerRecord<byte[], byte[]> record) {
    boolean structured = mediaType(header(record, CONTENT_TYPE)).startsWith(STRUCTURED);
    return structured || header(record, "ce_" + SPECVERSION) == null
        ? null
        : header(record, "ce_id");
  }

  /** The trace context of a record that cannot be read; null for none. */
  static String traceparent(ConsumerRecord<byte[], byte[]> record) {
    return traceparent(record, header(record, "ce_traceparent"));
  }

  /** What is far longer than the standard has it is none, and would go with every record. */
  private static String bounded(String traceparent) {
    return traceparent != null && traceparent.length() > LONGEST_TRACEPARENT ? null : traceparent;
  }

  private static Envelope plain(ConsumerRecord<byte[], byte[]> record) {
    return new Envelope(record.value(), null, traceparent(record, null), List.of());
  }

  /** The value stands by itself, so of the attributes only those that are of use are looked at. */
  private static Envelope binary(ConsumerRecord<byte[], byte[]> record) {
    List<String> complaints = new ArrayList<>();
    checkVersion(header(record, "ce_" + SPECVERSION), complaints);
    String id = header(record, "ce_id");
    if (id == null || id.isBlank()) {
      complaints.add("the CloudEvent has no 'ce_id'");
    }
    return new Envelope(
        record.value(), id, traceparent(record, header(record, "ce_traceparent")), complaints);
  }

  private static Envelope structured(ConsumerRecord<byte[], byte[]> record)
      throws SealedException, NotJsonException {
    JsonNode event = JsonDocuments.read(record.value());
    if (!event.isObject()) {
      throw new SealedException("the CloudEvent must be a JSON object", null);
    }
    List<String> complaints = new ArrayList<>();
    for (String name : REQUIRED) {
      if (event.path(name).asText().isBlank() || !event.path(name).isTextual()) {
        complaints.add("the CloudEvent has no '" + name + "', a string that is not empty");
      }
    }
    if (event.path(SPECVERSION).isTextual()) {
      checkVersion(event.path(SPECVERSION).textValue(), complaints);
    }
    return new Envelope(
        data(event),
        event.path("id").textValue(),
        traceparent(record, event.path("traceparent").textValue()),
        complaints);
  }

  private static byte[] data(JsonNode event) throws SealedException {
    JsonNode data = event.path("data");
    JsonNode encoded = event.path("data_base64");
    boolean hasData = !data.isMissingNode() && !data.isNull();
    boolean hasEncoded = !encoded.isMissingNode() && !encoded.isNull();
    if (hasData == hasEncoded) {
      throw new SealedException(
          "the CloudEvent must have either 'data' or 'data_base64'; put the JSON object there",
          event.path("id").textValue());
    }
    if (hasData) {
      return JsonDocuments.write(data).getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(encoded.isTextual() ? encoded.textValue() : "?");
    } catch (IllegalArgumentException e) {
      throw new SealedException(
          "the CloudEvent's 'data_base64' is not base64; encode it anew",
          event.path("id").textValue());
    }
  }

  private static void checkVersion(String version, List<String> complaints) {
    if (!version.isBlank() && !version.startsWith("1.")) {
      complaints.add("the CloudEvent's 'specversion' must be 1.0");
    }
  }

  /** The record's own context is the nearer one; the event's tells where it began. */
  private static String traceparent(ConsumerRecord<byte[], byte[]> record, String ofTheEvent) {
    String ofTheRecord = header(record, "traceparent");
    return bounded(ofTheRecord == null ? ofTheEvent : ofTheRecord);
  }

  /** Without parameters such as a charset: JSON is UTF-8 whatever they say. */
  private static String mediaType(String contentType) {
    return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** The last header of that name, however its name is capitalised; null when there is none. */
  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    String found = null;
    for (Header header : record.headers()) {
      if (header.key().equalsIgnoreCase(name) && header.value() != null) {
        found = new String(header.value(), StandardCharsets.UTF_8);
      }
    }
    return found;
  }
}
