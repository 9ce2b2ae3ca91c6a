package io.taskbridge.taskapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.taskbridge.task.FileId;
import io.taskbridge.task.TaskSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what the API wraps in {@code {"r": ...}}. Every method throws {@link IOException} for an
 * answer that cannot be read, whatever is wrong with it; the message is never shown, because it may
 * quote the answer.
 */
final class AnswerReader {
  private static final String UNREADABLE =
      "the task's output is nested deeper than 200 levels or has a number of more than 1,000"
          + " digits, which the bridge does not read: read it at the task API";

  private final JsonFactory factory;

  AnswerReader(long maxAnswerBytes) {
    this.factory = RawJson.factory(maxAnswerBytes);
  }

  /** Reads the value that the parser stands at, and leaves the parser at its last token. */
  @FunctionalInterface
  interface ValueReader<T> {
    T read(RawJson json) throws IOException;
  }

  /** One that has ended is read as far as it can be: it will not give another answer. */
  TaskSnapshot task(byte[] answer) throws IOException {
    try {
      return wrapped(answer, TaskReader::read);
    } catch (StreamConstraintsException beyondALimit) {
      TaskSnapshot known = skimmed(skim(answer), UNREADABLE);
      if (!known.status().terminal()) {
        throw beyondALimit;
      }
      return known;
    }
  }

  /** One of them that is too deep does not hide the others. */
  List<TaskSnapshot> tasks(byte[] answer) throws IOException {
    try {
      return wrapped(answer, AnswerReader::readTasks);
    } catch (StreamConstraintsException beyondALimit) {
      return wrapped(skim(answer).copy(), AnswerReader::readTasks);
    }
  }

  /**
   * What is short in the answer about one task.
   *
   * @param why its output is not told, should it have been left out
   */
  TaskSnapshot skimmed(Skimmer skimmer, String why) throws IOException {
    TaskSnapshot task = wrapped(skimmer.copy(), TaskReader::read);
    // What was not read to its end may have had one.
    return skimmer.outputLeftOut() || !skimmer.complete() ? task.withoutOutput(why) : task;
  }

  private static Skimmer skim(byte[] answer) throws IOException {
    Skimmer skimmer = new Skimmer();
    skimmer.read(answer);
    if (!skimmer.complete()) {
      throw new IOException("cut off");
    }
    return skimmer;
  }

  Boolean flag(byte[] answer) throws IOException {
    return wrapped(answer, json -> json.parser().getBooleanValue());
  }

  String id(byte[] answer) throws IOException {
    return wrapped(answer, AnswerReader::readId);
  }

  FileId fileId(byte[] answer) throws IOException {
    return new FileId(id(answer));
  }

  /** The API's words about an error; {@link ErrorDetail#NONE} when there are none to be read. */
  ErrorDetail error(byte[] answer) {
    try {
      return member(answer, "detail", ErrorDetail::read);
    } catch (IOException e) {
      return ErrorDetail.NONE;
    }
  }

  private <T> T wrapped(byte[] answer, ValueReader<T> reader) throws IOException {
    return member(answer, "r", reader);
  }

  private <T> T member(byte[] answer, String wanted, ValueReader<T> reader) throws IOException {
    if (answer == null || answer.length == 0) {
      throw new IOException("empty");
    }
    RawJson json = RawJson.open(factory, answer);
    try (JsonParser parser = json.parser()) {
      requireStart(parser, JsonToken.START_OBJECT);
      T found = null;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals(wanted)) {
          found = reader.read(json);
        } else {
          json.skip();
        }
      }
      json.requireEnd();
      if (found == null) {
        throw new IOException("no " + wanted);
      }
      return found;
    }
  }

  private static List<TaskSnapshot> readTasks(RawJson json) throws IOException {
    JsonParser parser = json.parser();
    requireStart(parser, JsonToken.START_ARRAY);
    List<TaskSnapshot> tasks = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      tasks.add(TaskReader.read(json));
    }
    return List.copyOf(tasks);
  }

  private static String readId(RawJson json) throws IOException {
    JsonParser parser = json.parser();
    requireStart(parser, JsonToken.START_OBJECT);
    String id = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("id")) {
        id = json.textOrNull();
      } else {
        json.skip();
      }
    }
    return id;
  }

  static void requireStart(JsonParser parser, JsonToken expected) throws IOException {
    if (parser.currentToken() != expected) {
      throw new IOException("not a JSON " + expected);
    }
  }
}
