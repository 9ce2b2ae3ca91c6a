package io.taskbridge.taskapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.taskbridge.task.Json;
import java.io.IOException;
import java.util.StringJoiner;

/**
 * What the API says about an error in {@code {"detail": ...}}: a string, or a list of objects with
 * {@code loc} and {@code msg}.
 *
 * @param text one line of bounded length; null when nothing was said
 * @param json as it came; null when nothing was said, or too much to carry along
 */
record ErrorDetail(String text, Json json) {
  static final ErrorDetail NONE = new ErrorDetail(null, null);
  static final int MAX_TEXT = 1_000;
  static final int MAX_JSON = 16_384;

  /** For values that were read once already, within the limits of their answer. */
  private static final JsonFactory SECOND_READING = RawJson.factory(Integer.MAX_VALUE / 2);

  /** The sentence to show, or the other one where the API said nothing. */
  String textOr(String otherwise) {
    return text == null || text.isBlank() ? otherwise : text;
  }

  /** Reads the value at the parser. */
  static ErrorDetail read(RawJson json) throws IOException {
    JsonParser parser = json.parser();
    String text = null;
    Json raw;
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return NONE;
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      text = parser.getText();
      raw = json.value();
    } else {
      raw = json.value();
      text = sentenceOf(raw);
    }
    return new ErrorDetail(
        Words.oneLine(text, MAX_TEXT), raw.text().length() <= MAX_JSON ? raw : null);
  }

  private static String sentenceOf(Json raw) throws IOException {
    try (JsonParser parser = SECOND_READING.createParser(raw.text())) {
      return parser.nextToken() == JsonToken.START_ARRAY
          ? problems(parser)
          : Words.oneLine(raw.text(), MAX_TEXT);
    }
  }

  private static String problems(JsonParser parser) throws IOException {
    StringJoiner all = new StringJoiner("; ");
    while (parser.nextToken() != JsonToken.END_ARRAY && all.length() < MAX_TEXT) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        all.add(problem(parser));
      } else if (parser.currentToken().isScalarValue()) {
        all.add(parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return all.toString();
  }

  private static String problem(JsonParser parser) throws IOException {
    String where = "";
    String what = "not valid";
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("loc")) {
        where = path(parser);
      } else if (name.equals("msg") && parser.currentToken() == JsonToken.VALUE_STRING) {
        what = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return where.isEmpty() ? what : where + ": " + what;
  }

  private static String path(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return "";
    }
    StringJoiner path = new StringJoiner(".");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken().isScalarValue()) {
        path.add(parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return path.toString();
  }
}
