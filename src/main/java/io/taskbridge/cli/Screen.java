package io.taskbridge.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a verb reads and writes.
 *
 * @param out what was asked for; may be piped on
 * @param err what a person is told beside it
 * @param colours on or off; {@link Ansi#AUTO} goes by the terminal and by {@code NO_COLOR}
 * @param interactive whether a line can be drawn anew
 */
record Screen(InputStream in, PrintWriter out, PrintWriter err, Ansi colours, boolean interactive) {

  static Screen ofProcess() {
    Charset charset = isUtf8() ? StandardCharsets.UTF_8 : Charset.defaultCharset();
    return new Screen(
        System.in,
        new PrintWriter(System.out, true, charset),
        new PrintWriter(System.err, true, charset),
        Ansi.AUTO,
        // The console is there only when both ends are a terminal; later Javas have to be asked.
        Ansi.AUTO.enabled() || isTerminal());
  }

  private static boolean isUtf8() {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = System.getenv(name);
      if (value != null && !value.isEmpty()) {
        return value.toUpperCase(java.util.Locale.ROOT).replace("-", "").contains("UTF8");
      }
    }
    return false;
  }

  private static boolean isTerminal() {
    if (System.console() == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
    } catch (NoSuchMethodException olderJava) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Console.isTerminal cannot be called", e);
    }
  }

  /** Text with picocli's mark-up, {@code @|bold ...|@}, for this screen. */
  String text(String markedUp) {
    return colours.string(markedUp);
  }

  /** The same text in a colour or style of picocli's; what the text holds is left as it is. */
  String painted(String style, String plain) {
    return colours.enabled()
        ? Ansi.Style.on(Ansi.Style.parse(style)) + plain + Ansi.Style.reset.on()
        : plain;
  }
}
