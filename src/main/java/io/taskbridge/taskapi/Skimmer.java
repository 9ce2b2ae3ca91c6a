package io.taskbridge.taskapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.BitSet;

/**
 * Makes a short answer of one that is too long, too deep or whose numbers are too long to be read:
 * a copy with only those fields of each task that are short themselves. It takes the answer in
 * pieces, keeps only the copy, and has no limit of its own.
 *
 * <p>It checks strings and brackets; whoever reads the copy checks the rest of what is in it. So an
 * answer that was cut off, or a proxy's page, is never taken for a long one.
 */
final class Skimmer {
  /** A longer field is left out. */
  static final int LONGEST_FIELD = 64 * 1024;

  private static final int LONGEST_COPY = 1024 * 1024;

  /** A deeper field is left out; with what stands around it the copy can be read. */
  private static final int DEEPEST_FIELD = RawJson.MAX_DEPTH - 10;

  /** A field with a longer number is left out. */
  private static final int LONGEST_NUMBER = 900;

  private static final String OUTPUT = "\"output\":";

  private final BitSet objects = new BitSet();
  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private final ByteArrayOutputStream field = new ByteArrayOutputStream();
  private final StringBuilder rootKey = new StringBuilder();
  private int depth;
  private boolean begun;
  private boolean inString;
  private boolean escaped;
  private boolean atKey;

  /** Where the fields of a task stand; 0 outside of tasks. */
  private int taskDepth;

  private boolean found;
  private boolean list;
  private boolean inList;
  private boolean firstTask = true;
  private boolean firstField;
  private boolean dropped;
  private boolean outputLeftOut;

  private int numberLength;

  /**
   * Takes the next piece.
   *
   * @throws IOException when this is no JSON
   */
  void read(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      if (inString) {
        keep(b);
        string(b);
      } else {
        between(b);
      }
    }
  }

  /** Whether the answer came to its end. */
  boolean complete() {
    return found && depth == 0;
  }

  /** Whether a task had an output that is not in the copy. */
  boolean outputLeftOut() {
    return outputLeftOut;
  }

  /** What is known so far, as an answer of the API. */
  byte[] copy() {
    String open = list ? "[" : "{";
    String close = list ? "]" : "}";
    return ("{\"r\":" + open + copy.toString(UTF_8) + close + "}").getBytes(UTF_8);
  }

  private void string(byte b) {
    if (escaped) {
      escaped = false;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inString = false;
    } else if (atKey && depth == 1 && rootKey.length() < 8) {
      rootKey.append((char) b);
    }
  }

  private void between(byte b) throws IOException {
    if (isOfAWord(b)) {
      require(depth > 0);
      dropped |= ++numberLength > LONGEST_NUMBER;
      keep(b);
      return;
    }
    numberLength = 0;
    switch (b) {
      case ' ', '\t', '\r', '\n' -> {}
      case '"' -> {
        require(depth > 0);
        inString = true;
        if (atKey) {
          beginKey();
        }
        keep(b);
      }
      case ':' -> {
        require(atKey);
        atKey = false;
        keep(b);
      }
      case ',' -> {
        require(depth > 0);
        atKey = objects.get(depth);
        if (depth == taskDepth) {
          endField();
        } else {
          keep(b);
        }
      }
      case '{', '[' -> open(b);
      case '}', ']' -> close(b);
      // A byte order mark may stand before the answer.
      default -> require(!begun && b < 0);
    }
  }

  private void beginKey() {
    if (depth == 1) {
      rootKey.setLength(0);
    } else if (depth == taskDepth) {
      field.reset();
      dropped = false;
    }
  }

  private void open(byte b) throws IOException {
    boolean object = b == '{';
    require(depth > 0 || object && !begun);
    begun = true;
    keep(b);
    boolean content = depth == 1 && rootKey.toString().equals("r");
    boolean element = depth == 2 && inList;
    depth++;
    objects.set(depth, object);
    atKey = object;
    if (content) {
      require(!found);
      found = true;
      list = !object;
      inList = list;
    }
    if (object && (content || element)) {
      taskDepth = depth;
      firstField = true;
      if (list) {
        copy.writeBytes((firstTask ? "{" : ",{").getBytes(UTF_8));
        firstTask = false;
      }
    }
  }

  private void close(byte b) throws IOException {
    require(depth > 0 && objects.get(depth) == (b == '}'));
    if (depth == taskDepth) {
      endField();
      if (list) {
        copy.write('}');
      }
      taskDepth = 0;
    } else {
      keep(b);
    }
    depth--;
    atKey = false;
    inList &= depth > 1;
  }

  private void keep(byte b) {
    if (taskDepth == 0 || dropped) {
      return;
    }
    if (field.size() >= LONGEST_FIELD || depth - taskDepth > DEEPEST_FIELD) {
      dropped = true;
    } else {
      field.write(b);
    }
  }

  private void endField() {
    if (field.size() == 0) {
      return;
    }
    if (dropped || copy.size() + field.size() > LONGEST_COPY) {
      outputLeftOut |= field.toString(UTF_8).startsWith(OUTPUT);
    } else {
      if (!firstField) {
        copy.write(',');
      }
      copy.writeBytes(field.toByteArray());
      firstField = false;
    }
    field.reset();
  }

  private static boolean isOfAWord(byte b) {
    return b >= '0' && b <= '9'
        || b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b == '-'
        || b == '+'
        || b == '.';
  }

  private static void require(boolean met) throws IOException {
    if (!met) {
      throw new IOException("not JSON");
    }
  }
}
