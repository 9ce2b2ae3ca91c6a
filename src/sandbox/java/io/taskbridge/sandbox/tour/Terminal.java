package io.taskbridge.sandbox.tour;

import java.io.Console;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What the program talks to.
 *
 * @param interactive whether lines can be changed after they were written
 * @param colours whether ANSI colours are wanted; {@code NO_COLOR} says no
 * @param unicode whether characters beyond ASCII can be shown
 * @param height in lines
 * @param width in columns; what is no terminal has all that is wanted
 */
record Terminal(
    PrintStream out, boolean interactive, boolean colours, boolean unicode, int height, int width) {

  static final int WIDE = 110;
  private static final int USUAL_HEIGHT = 24;
  private static final int USUAL_WIDTH = 80;

  static Terminal detect() {
    boolean unicode = isUtf8();
    PrintStream out =
        new PrintStream(
            new FileOutputStream(FileDescriptor.out),
            true,
            unicode ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII);
    boolean interactive = isTerminal();
    boolean colours =
        System.getenv("NO_COLOR") == null && (interactive || System.getenv("FORCE_COLOR") != null);
    int[] size = interactive ? size() : new int[] {USUAL_HEIGHT, WIDE};
    return new Terminal(out, interactive, colours, unicode, size[0], size[1]);
  }

  String paint(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** By the locale, since Java 17 cannot say what its standard output is encoded in. */
  private static boolean isUtf8() {
    for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      String value = System.getenv(name);
      if (value != null && !value.isEmpty()) {
        return value.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
      }
    }
    return false;
  }

  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      // Since Java 22 there is always a console; whether it is a terminal has to be asked.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderJava) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Console.isTerminal cannot be called", e);
    }
  }

  /** Lines and columns. */
  private static int[] size() {
    int[] usual = {USUAL_HEIGHT, USUAL_WIDTH};
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows")) {
      return usual;
    }
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      String[] size =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
              .trim()
              .split(" ");
      stty.waitFor(1, TimeUnit.SECONDS);
      int height = Integer.parseInt(size[0]);
      int width = Integer.parseInt(size[size.length - 1]);
      return height > 0 && width > 0 ? new int[] {height, width} : usual;
    } catch (IOException | NumberFormatException noStty) {
      return usual;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return usual;
    }
  }

  /** Whether there is room for everything. */
  boolean wide() {
    return width >= WIDE;
  }
}
