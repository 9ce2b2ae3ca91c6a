package io.taskbridge.taskapi;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The key that every call to the task API carries: a fixed one, or the content of a file that may
 * be replaced while the bridge runs.
 *
 * <p>A file is looked at no more than once a second and read again when its time or size changed.
 * While it is missing or unusable the last good key stays, and the log says so once. Reading
 * happens on the calling thread: the file is expected to be local (a mounted secret).
 */
public final class ApiKeySource implements Supplier<String> {
  private static final Logger LOG = Logger.getLogger(ApiKeySource.class);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Path file;
  private final Clock clock;
  private volatile String key;
  private volatile long nextLookMillis;
  private boolean inTrouble;
  private Stamp stamp;

  private ApiKeySource(String key, Path file, Clock clock) {
    this.key = key;
    this.file = file;
    this.clock = clock;
  }

  /**
   * A key that never changes.
   *
   * @throws IllegalStateException when it is blank or cannot be sent as a header
   */
  public static ApiKeySource fixed(String key) {
    return new ApiKeySource(usable(key, "BRIDGE_API_KEY (bridge.api.key)"), null, null);
  }

  /**
   * The key in a file, without the white space around it.
   *
   * @throws IllegalStateException when the file cannot be read, or holds no usable key
   */
  public static ApiKeySource file(Path file, Clock clock) {
    ApiKeySource source =
        new ApiKeySource(null, requireNonNull(file, "file"), requireNonNull(clock, "clock"));
    try {
      source.read(Stamp.of(file));
    } catch (IOException e) {
      throw new IllegalStateException(source.unreadable(e), e);
    }
    source.nextLookMillis = clock.millis() + BETWEEN_LOOKS.toMillis();
    return source;
  }

  /** The key as of now. */
  @Override
  public String get() {
    if (file != null && clock.millis() >= nextLookMillis) {
      look();
    }
    return key;
  }

  private synchronized void look() {
    long now = clock.millis();
    if (now < nextLookMillis) {
      return;
    }
    nextLookMillis = now + BETWEEN_LOOKS.toMillis();
    try {
      Stamp current = Stamp.of(file);
      if (!current.equals(stamp)) {
        read(current);
      }
      if (inTrouble) {
        inTrouble = false;
        LOG.infof("%s holds a key again, which is in use", file);
      }
    } catch (IOException e) {
      keepOldKey(unreadable(e));
    } catch (IllegalStateException e) {
      keepOldKey(e.getMessage());
    }
  }

  private void keepOldKey(String why) {
    stamp = null;
    if (!inTrouble) {
      inTrouble = true;
      LOG.warnf("%s; the key from before stays in use until then", why);
    }
  }

  private synchronized void read(Stamp seen) throws IOException {
    String content = Files.readString(file, StandardCharsets.UTF_8).strip();
    key = usable(content, "the file of BRIDGE_API_KEY_FILE (bridge.api.key-file), " + file + ",");
    stamp = seen;
  }

  private String unreadable(IOException e) {
    return "BRIDGE_API_KEY_FILE (bridge.api.key-file) names "
        + file
        + ", which cannot be read: "
        + e.getClass().getSimpleName();
  }

  private static String usable(String key, String where) {
    if (key == null || key.isBlank()) {
      throw new IllegalStateException(
          where + " is empty: put the key of the task API's account there");
    }
    String stripped = key.strip();
    if (!stripped.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalStateException(
          where + " holds white space or characters that an HTTP header cannot carry");
    }
    return stripped;
  }

  /** Never the key. */
  @Override
  public String toString() {
    return file == null ? "ApiKeySource[fixed]" : "ApiKeySource[" + file + "]";
  }

  /** A mounted secret is swapped by a link, so the file's own identity counts as well. */
  private record Stamp(FileTime modified, long size, Object identity) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(seen.lastModifiedTime(), seen.size(), seen.fileKey());
    }
  }
}
