package io.taskbridge.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Markdown file of this repository. */
record Document(Path file, String text) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("(?:\\]\\(|src=\"|srcset=\")([^)\"\\s]+)");

  static Document read(String file) {
    Path path = Path.of(file);
    try {
      return new Document(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every document that a reader is led to. */
  static Stream<Document> all() {
    try (Stream<Path> docs = Files.walk(Path.of("src/docs"))) {
      List<String> deeper =
          docs.map(Path::toString).filter(name -> name.endsWith(".md")).sorted().toList();
      List<String> top =
          List.of(
              "README.md",
              "CONTRIBUTING.md",
              "SECURITY.md",
              "deploy/README.md",
              "k8s/README.md",
              "src/sandbox/README.md");
      return Stream.of(top, deeper).flatMap(List::stream).map(Document::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands between {@code <!-- name:begin ... -->} and {@code <!-- name:end -->}. */
  String section(String name) {
    return find(name).group(2);
  }

  /** The same document with other content between the two markers. */
  Document withSection(String name, String content) {
    MatchResult old = find(name);
    return new Document(
        file, text.substring(0, old.start(2)) + content + text.substring(old.end(2)));
  }

  void write() {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of the tables of a section, without their heads, as trimmed cells. */
  List<List<String>> rows(String section) {
    List<String> lines = section(section).lines().filter(line -> line.startsWith("|")).toList();
    return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
        .filter(i -> !isRule(lines.get(i)))
        .filter(i -> i + 1 == lines.size() || !isRule(lines.get(i + 1)))
        .map(i -> cells(lines.get(i)))
        .toList();
  }

  /** What stands in code font in a cell. */
  static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  /** The fenced blocks of a language. */
  List<String> blocks(String language) {
    return Pattern.compile("(?ms)^ *```" + language + "\\n(.*?)^ *```$")
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** Targets of links and pictures that lie in this repository, without their fragments. */
  List<String> localLinks() {
    return LINK.matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(target -> !target.contains("://"))
        .toList();
  }

  /** The fragments under which GitHub finds the headings. */
  List<String> anchors() {
    return text.lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(java.util.Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toList());
  }

  private MatchResult find(String name) {
    Matcher found =
        Pattern.compile("(?s)(<!-- " + name + ":begin[^>]*-->\\n)(.*?)(<!-- " + name + ":end -->)")
            .matcher(text);
    if (!found.find()) {
      throw new AssertionError(file + " has no section '" + name + "' between two markers");
    }
    return found.toMatchResult();
  }

  private static boolean isRule(String line) {
    return line.matches("[|: -]+");
  }

  private static List<String> cells(String line) {
    return Stream.of(line.strip().replaceAll("^\\||\\|$", "").split("(?<!\\\\)\\|", -1))
        .map(String::strip)
        .toList();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
