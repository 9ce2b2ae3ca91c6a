package io.taskbridge.sandbox.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveViewTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Sample> samples =
      IntStream.range(0, 10)
          .mapToObj(i -> new Sample("s" + i, "shows " + i, "{}", Expectation.done()))
          .toList();
  private final Board board = new Board(samples, () -> 0, (row, step) -> {}, stranger -> {});

  @Test
  void shouldRedrawExactlyTheLinesItDrewBefore() {
    // given
    LiveView view = new LiveView(terminal(40));
    view.refresh(board, 0);
    List<String> first = frame();
    bytes.reset();

    // when
    view.refresh(board, 0);

    // then
    assertThat(first).hasSize(12);
    assertThat(frame()).hasSize(12);
    assertThat(frame().get(0)).startsWith("\r\u001b[12A");
  }

  @Test
  void shouldShowTheOnesUnderWayFirstWhenTheWindowIsLow() {
    // given
    board.sent(samples.get(8));

    // when
    new LiveView(terminal(6)).refresh(board, 0);

    // then
    assertThat(frame()).hasSizeLessThan(6);
    assertThat(frame().get(0)).contains("s8", "sent");
    assertThat(frame().get(frame().size() - 1)).contains("0 of 10 requests");
  }

  private List<String> frame() {
    return List.of(bytes.toString(StandardCharsets.UTF_8).replace("\u001b[?7h", "").split("\n"));
  }

  private Terminal terminal(int height) {
    return new Terminal(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), true, false, true, height, 80);
  }
}
