package io.taskbridge.sandbox.tour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is drawn in a window of 80 columns: it fits, and tells how each request ended. */
class NarrowWindowTest {
  private static final int NARROW = 80;

  private final List<Row> rows = Samples.all().stream().map(NarrowWindowTest::ended).toList();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldShowHowARequestEndedInOneLine(boolean unicode) {
    Look look = new Look(terminal(unicode, NARROW));

    for (Row row : rows) {
      String line = look.row(row, 0);
      Step last = row.steps().get(row.steps().size() - 1);

      assertThat(line).hasSizeLessThanOrEqualTo(NARROW).contains(last.name());
      assertThat(line).startsWith(unicode ? " ✔ " : " + ");
    }
  }

  @Test
  void shouldKeepTheTableAtTheEndWithinTheWindow() {
    Terminal terminal = terminal(true, NARROW);

    List<String> lines = new Summary(new Look(terminal), terminal.wide()).lines(rows);

    assertThat(lines).hasSize(rows.size() + 1);
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(NARROW));
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("rejected, API_FORBIDDEN"));
  }

  @Test
  void shouldLeaveNothingOutOfAWideWindow() {
    Terminal terminal = terminal(true, Terminal.WIDE);
    Row steered =
        rows.stream()
            .filter(row -> row.sample().id().equals("session-1"))
            .findFirst()
            .orElseThrow();

    assertThat(new Look(terminal).row(steered, 0))
        .endsWith("sent › waiting › running › goto › extract › close › done");
    assertThat(new Summary(new Look(terminal), true).lines(List.of(steered)).get(1))
        .contains("waiting, running, done, 3 x action");
  }

  /** A row as it is when all went as it should, with everything that may be seen on the way. */
  private static Row ended(Sample sample) {
    Expectation wanted = sample.expected();
    Expectation expected =
        new Expectation(
            wanted.status(), wanted.deadLetter(), wanted.toolCalls(), wanted.actions(), o -> true);
    Row row = Row.of(new Sample(sample.id(), sample.shows(), sample.value(), expected)).sent(0);
    boolean ran = expected.deadLetter() == null;
    if (ran) {
      row = row.with(Step.Kind.STATUS, "waiting", 1).with(Step.Kind.STATUS, "running", 2);
    }
    for (int i = 0; i < expected.toolCalls(); i++) {
      row = row.with(Step.Kind.TOOL, "weather", 3);
    }
    for (String action : List.of("goto", "extract", "close").subList(0, expected.actions())) {
      row = row.with(Step.Kind.ACTION, action, 4);
    }
    if (ran) {
      row = row.with(Step.Kind.STATUS, expected.status(), 5);
    }
    if (expected.status() != null) {
      row =
          row.withResult(
              JsonNodeFactory.instance.objectNode().put("status", expected.status()), 12_345);
    }
    return ran ? row : row.with(Step.Kind.DEAD_LETTER, expected.deadLetter(), 12_345);
  }

  private static Terminal terminal(boolean unicode, int width) {
    return new Terminal(
        new PrintStream(new ByteArrayOutputStream()), true, false, unicode, 24, width);
  }
}
