package io.taskbridge.taskapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.taskbridge.task.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one JSON document and cuts values out of it as they came: numbers keep their digits, keys
 * their order.
 */
final class RawJson {
  /** Deeper answers are no clear answers. */
  static final int MAX_DEPTH = 200;

  private final byte[] bytes;
  private final int offset;
  private final JsonParser parser;

  private RawJson(byte[] bytes, int offset, JsonParser parser) {
    this.bytes = bytes;
    this.offset = offset;
    this.parser = parser;
  }

  /** A factory that accepts strings and numbers up to the length of an answer. */
  static JsonFactory factory(long maxAnswerBytes) {
    int most = Math.toIntExact(maxAnswerBytes);
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(most)
                .maxDocumentLength(maxAnswerBytes)
                .build())
        .build();
  }

  /**
   * @throws IOException when these bytes cannot begin a JSON document in UTF-8
   */
  static RawJson open(JsonFactory factory, byte[] bytes) throws IOException {
    int offset = startsWithByteOrderMark(bytes) ? 3 : 0;
    JsonParser parser = factory.createParser(bytes, offset, bytes.length - offset);
    parser.nextToken();
    if (parser.currentTokenLocation().getByteOffset() < 0) {
      throw new IOException("not in UTF-8");
    }
    return new RawJson(bytes, offset, parser);
  }

  /** Positioned at the first token. */
  JsonParser parser() {
    return parser;
  }

  /** The value at the parser, which is then at the value's last token. */
  Json value() throws IOException {
    int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    if (parser.currentToken().isStructStart()) {
      parser.skipChildren();
    }
    parser.finishToken();
    int to = Math.toIntExact(parser.currentLocation().getByteOffset());
    return new Json(new String(bytes, offset + from, to - from, StandardCharsets.UTF_8));
  }

  /** Steps over the value at the parser. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  /** The text of a string; null for anything else, which is stepped over. */
  String textOrNull() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  /**
   * @throws IOException when anything but white space follows
   */
  void requireEnd() throws IOException {
    if (parser.nextToken() != null) {
      throw new IOException("more than one value");
    }
  }

  private static boolean startsWithByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }
}
