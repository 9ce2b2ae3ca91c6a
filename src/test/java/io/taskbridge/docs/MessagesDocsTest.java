package io.taskbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The codes of dead letters are those that the bridge can write. */
class MessagesDocsTest {
  private static final String IN_RESULTS = "Only in results";
  private static final String NOT_YET = "Not written by this version.";

  private final List<List<String>> rows = Document.read("src/docs/messages.md").rows("codes");

  @Test
  void shouldExplainEveryCode() {
    List<String> explained =
        rows.stream().flatMap(row -> Document.code(row.get(0)).stream()).toList();

    assertThat(explained)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
  }

  @Test
  void shouldTellInTheRunbookWhoseMatterEachDeadLetterIs() {
    List<String> codes =
        rows.stream()
            .filter(row -> !row.get(1).startsWith(IN_RESULTS))
            .flatMap(row -> Document.code(row.get(0)).stream())
            .toList();

    List<String> told =
        Document.read("src/docs/runbooks/dead-letters-rising.md")
            .text()
            .lines()
            .filter(line -> line.startsWith("| `"))
            .flatMap(line -> Document.code(line.split("\\|")[1]).stream())
            .toList();

    assertThat(told).containsExactlyInAnyOrderElementsOf(codes);
  }

  @Test
  void shouldSayWhichCodesThisVersionDoesNotWrite() {
    String sources = Sources.text();
    Set<String> unused =
        Arrays.stream(ErrorCode.values())
            .map(Enum::name)
            .filter(name -> !sources.matches("(?s).*ErrorCode\\." + name + "\\b.*"))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> saidToBeUnused =
        rows.stream()
            .filter(row -> row.get(1).startsWith(NOT_YET))
            .flatMap(row -> Document.code(row.get(0)).stream())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(saidToBeUnused).isEqualTo(unused);
  }
}
