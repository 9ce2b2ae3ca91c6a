package io.taskbridge.sandbox.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoardTest {

  private static final Sample PLAIN = new Sample("a", "plain", "{}", Expectation.done());
  private static final Sample TOOL = new Sample("b", "tool", "{}", Expectation.doneWithTools(1));
  private static final Sample REFUSED =
      new Sample("c", "refused", "{}", Expectation.rejected("API_REJECTED"));

  private final List<OutputRecord> strangers = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private long now = 100;
  private final Board board =
      new Board(
          List.of(PLAIN, TOOL, REFUSED),
          () -> now,
          (row, step) -> told.add(row.sample().id() + " " + step.name()),
          strangers::add);

  @BeforeEach
  void sendAll() {
    List.of(PLAIN, TOOL, REFUSED).forEach(board::sent);
    told.clear();
  }

  @Test
  void shouldFollowARequestToItsEnd() {
    // when
    see(Topic.STATUS, "a", "{\"status\": \"waiting\", \"sequence\": 1}");
    now = 350;
    see(Topic.STATUS, "a", "{\"status\": \"running\", \"sequence\": 2}");
    see(Topic.STATUS, "a", "{\"status\": \"running\", \"sequence\": 3}");
    now = 900;
    see(Topic.STATUS, "a", "{\"status\": \"done\", \"sequence\": 4}");
    see(Topic.RESULTS, "a", "{\"status\": \"done\", \"output\": \"found\"}");

    // then
    Row row = row("a");
    assertThat(told).containsExactly("a waiting", "a running", "a done", "a done");
    assertThat(row.isFinished()).isTrue();
    assertThat(row.surprises()).isEmpty();
    assertThat(row.elapsedMs(5_000)).isEqualTo(800);
  }

  @Test
  void shouldCallAGapInTheSequenceASurprise() {
    // when
    see(Topic.STATUS, "a", "{\"status\": \"waiting\", \"sequence\": 1}");
    see(Topic.STATUS, "a", "{\"status\": \"done\", \"sequence\": 3}");
    see(Topic.RESULTS, "a", "{\"status\": \"done\", \"output\": \"found\"}");

    // then
    assertThat(row("a").surprises()).containsExactly("status sequence [1, 3]");
  }

  @Test
  void shouldMissTheStatusThatBelongsToAResult() {
    see(Topic.RESULTS, "a", "{\"status\": \"done\", \"output\": \"found\"}");

    assertThat(row("a").surprises()).containsExactly("no status done");
  }

  @Test
  void shouldCallASecondResultAndAWrongStatusASurprise() {
    // when
    see(Topic.RESULTS, "a", "{\"status\": \"done\", \"output\": \"found\"}");
    see(Topic.RESULTS, "a", "{\"status\": \"done\", \"output\": \"found\"}");
    see(Topic.RESULTS, "c", "{\"status\": \"failed\"}");
    see(Topic.DEAD_LETTERS, "c", "{}", "API_REJECTED");

    // then
    assertThat(row("a").surprises()).containsExactly("2 results");
    assertThat(row("c").surprises()).containsExactly("expected rejected");
  }

  @Test
  void shouldWantTheRepliesInTheOutputAndTheCallItself() {
    // when
    see(Topic.STATUS, "b", "{\"status\": \"done\", \"sequence\": 1}");
    see(Topic.RESULTS, "b", "{\"status\": \"done\", \"output\": \"no replies\"}");

    // then
    assertThat(row("b").surprises())
        .containsExactly("unexpected output", "0 tool calls, expected 1");
  }

  @Test
  void shouldWaitForTheDeadLetterOfARefusedRequest() {
    // given
    see(Topic.RESULTS, "c", "{\"status\": \"rejected\"}");
    assertThat(row("c").isFinished()).isFalse();

    // when
    see(Topic.DEAD_LETTERS, "c", "not JSON at all", "API_REJECTED");

    // then
    assertThat(row("c").isFinished()).isTrue();
    assertThat(row("c").surprises()).isEmpty();
    assertThat(board.isFinished()).isFalse();
  }

  @Test
  void shouldHandOverWhatBelongsToNoSample() {
    see(Topic.STATUS, "mine", "{\"status\": \"waiting\"}");

    assertThat(strangers).extracting(OutputRecord::key).containsExactly("mine");
    assertThat(told).isEmpty();
  }

  private Row row(String id) {
    return board.rows().stream()
        .filter(row -> row.sample().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void see(Topic topic, String key, String value) {
    see(topic, key, value, null);
  }

  private void see(Topic topic, String key, String value, String code) {
    ConsumerRecord<String, String> record = new ConsumerRecord<>(topic.wire(), 0, 0, key, value);
    if (code != null) {
      record.headers().add("dead-letter-code", code.getBytes(StandardCharsets.UTF_8));
    }
    board.accept(OutputRecord.of(record));
  }
}
