package io.taskbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The id that a request names, and the same bytes with another id in its place. Nothing else of the
 * value is touched: not its white space, not the order of its fields, not a number.
 */
final class NewId {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST = 256;

  /** By precedence: the bridge takes the first that is there. */
  private static final String[] PLAIN = {"/bridge/request_id"};

  private static final String[] STRUCTURED = {"/data/bridge/request_id", "/id"};

  private NewId() {}

  /**
   * Where a request names its id.
   *
   * @param begin of the text in the value, its quotes included; negative when the id is in a header
   */
  record Place(String id, int begin, int end) {
    boolean inHeader() {
      return begin < 0;
    }
  }

  /** Where a request names its id; empty when its id is its place in the topic. */
  static Optional<Place> find(byte[] value, Headers headers) {
    boolean structured = header(headers, "content-type").startsWith("application/cloudevents");
    Map<String, Place> texts = value == null ? Map.of() : texts(value);
    for (String pointer : structured ? STRUCTURED : PLAIN) {
      if (texts.containsKey(pointer)) {
        return Optional.of(texts.get(pointer));
      }
    }
    boolean binary = !structured && !header(headers, "ce_specversion").isEmpty();
    return binary && !header(headers, "ce_id").isEmpty()
        ? Optional.of(new Place(header(headers, "ce_id"), -1, -1))
        : Optional.empty();
  }

  /**
   * The id for another run: {@code order-42} becomes {@code order-42~1}, then {@code order-42~2}.
   *
   * @return empty when that is longer than an id may be
   */
  static Optional<String> after(String id, int replay) {
    String first = replay > 1 ? id.replaceFirst("~" + (replay - 1) + "$", "") : id;
    String next = first + "~" + replay;
    return next.length() > LONGEST ? Optional.empty() : Optional.of(next);
  }

  /** The value with another id; the same value when the id is in a header, which is set there. */
  static byte[] put(byte[] value, Headers headers, Place place, String id) {
    if (place.inHeader()) {
      headers.remove("ce_id");
      headers.add("ce_id", id.getBytes(UTF_8));
      return value;
    }
    byte[] text =
        ("\"" + new String(JsonStringEncoder.getInstance().quoteAsString(id)) + "\"")
            .getBytes(UTF_8);
    byte[] renamed = new byte[value.length - (place.end() - place.begin()) + text.length];
    System.arraycopy(value, 0, renamed, 0, place.begin());
    System.arraycopy(text, 0, renamed, place.begin(), text.length);
    System.arraycopy(
        value, place.end(), renamed, place.begin() + text.length, value.length - place.end());
    return renamed;
  }

  /** The texts at the pointers that matter; of a name that is there twice the last, as read. */
  private static Map<String, Place> texts(byte[] value) {
    Map<String, Place> found = new java.util.HashMap<>();
    try (JsonParser parser = JSON.createParser(value)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        if (token == JsonToken.VALUE_STRING
            && (pointer.equals("/id") || pointer.endsWith("bridge/request_id"))) {
          int begin = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
          String text = parser.getText();
          int end = Math.toIntExact(parser.currentLocation().getByteOffset());
          found.put(pointer, new Place(text, begin, end));
        }
      }
      return found;
    } catch (IOException notJson) {
      return Map.of();
    }
  }

  private static String header(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }
}
