package io.taskbridge.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads JSON of strangers within limits, and without changing a number on its way through. */
final class JsonDocuments {
  private static final Pattern QUOTED = Pattern.compile("'[^']{2,}'|\"[^\"]{2,}\"");

  private static final int DEEPEST = 200;
  private static final int MOST_DIGITS = 1_000;
  private static final int LONGEST_NAME = 50_000;

  /** An attachment in base64 is one string; how long a document may be is said by its reader. */
  private static final int LONGEST_STRING = 20_000_000;

  static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(MOST_DIGITS)
                          .maxNameLength(LONGEST_NAME)
                          .maxStringLength(LONGEST_STRING)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private JsonDocuments() {}

  /** A value that is not JSON; the message is a sentence for the sender. */
  static final class NotJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    NotJsonException(String message, Throwable cause) {
      super(message, cause);
    }

    /**
     * The parser's own words, without what they quote: that may be a secret. Null where it said
     * nothing.
     */
    String parserMessage() {
      if (getCause() == null) {
        return null;
      }
      String words =
          getCause() instanceof JsonProcessingException parser
              ? parser.getOriginalMessage()
              : getCause().getMessage();
      String name = getCause().getClass().getSimpleName();
      return words == null ? name : name + ": " + QUOTED.matcher(words).replaceAll("'...'");
    }
  }

  /**
   * An object without the members that are null. Programs that write rows of a table write a null
   * where nothing was given.
   */
  static JsonNode given(JsonNode node) {
    if (node.isNull()) {
      return MissingNode.getInstance();
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode given = object.objectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!member.getValue().isNull()) {
        given.set(member.getKey(), member.getValue());
      }
    }
    return given;
  }

  /**
   * Reads one document.
   *
   * @throws NotJsonException when it is not UTF-8, not one JSON value, or nested too deeply
   */
  static JsonNode read(byte[] value) throws NotJsonException {
    try {
      JsonNode node = MAPPER.readTree(text(value));
      if (node == null || node.isMissingNode()) {
        throw new NotJsonException("the value is empty; send one JSON value", null);
      }
      return node;
    } catch (CharacterCodingException e) {
      throw new NotJsonException("the value is not valid UTF-8; send JSON in UTF-8", e);
    } catch (NumberFormatException e) {
      // Jackson lets this one through as it is.
      throw new NotJsonException(
          "the value has a number whose exponent is beyond what is read; send a smaller one", e);
    } catch (JsonProcessingException e) {
      if (isBeyondLimits(e)) {
        throw new NotJsonException(
            "the value is beyond what is read: at most %d levels, numbers of %d digits, names of %d"
                    .formatted(DEEPEST, MOST_DIGITS, LONGEST_NAME)
                + " characters and strings of %d; send less".formatted(LONGEST_STRING),
            e);
      }
      // Its own message would quote the value, which may hold secrets.
      String where =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      throw new NotJsonException(
          "the value is not one JSON document of at most "
              + DEEPEST
              + " levels"
              + where
              + "; send one JSON value",
          e);
    }
  }

  /**
   * Reads one document, or takes for a text what is none.
   *
   * @throws NotJsonException when it is not UTF-8, or JSON beyond what is read
   */
  static JsonNode readOrText(byte[] value) throws NotJsonException {
    try {
      return read(value);
    } catch (NotJsonException e) {
      if (e.getCause() instanceof CharacterCodingException || isBeyondLimits(e.getCause())) {
        throw e;
      }
      return TextNode.valueOf(new String(value, StandardCharsets.UTF_8));
    }
  }

  private static boolean isBeyondLimits(Throwable e) {
    return e instanceof StreamConstraintsException
        || e != null && e.getCause() instanceof StreamConstraintsException;
  }

  /**
   * Reads a document that the bridge wrote: it is UTF-8, and need not be proved to be.
   *
   * @throws IOException when it is not JSON
   */
  static JsonNode readOwn(byte[] value) throws IOException {
    return MAPPER.readTree(value);
  }

  static String text(byte[] value) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
  }

  /** The shortest text of a document that was read here. */
  static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document that was read cannot be written", e);
    }
  }
}
