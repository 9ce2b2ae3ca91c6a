package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.submission.LedgerSurvey.Trace;
import io.taskbridge.task.MutableClock;
import io.taskbridge.task.Samples;
import io.taskbridge.task.TaskId;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LedgerFoldTest {
  private static final int MANY = 6_000;

  private final LedgerCodec codec = new LedgerCodec();
  private final LedgerFold fold = new LedgerFold(codec);

  @Test
  void shouldKeepTheLastWordOfEachRequestHoweverManyThereAre() {
    // given
    write("ends", new Phase.Running(Samples.running("t-ends")));
    write("forgotten", new Phase.Running(Samples.running("t-forgotten")));
    write("never", new Phase.Submitting(1, MutableClock.START));
    others("a");

    // when
    write("ends", new Phase.Ended(MutableClock.START, new TaskId("t-ends")));
    write("never", new Phase.Ended(MutableClock.START, null));
    fold.add(new ConsumerRecord<>("ledger", 0, 0, "forgotten".getBytes(), null));
    others("b");

    // then
    assertThat(fold.traces())
        .hasSize(2 * MANY + 1)
        .extracting(Trace::requestId)
        .extracting(Object::toString)
        .contains("ends")
        .doesNotContain("never", "forgotten");
  }

  private void others(String prefix) {
    IntStream.range(0, MANY)
        .forEach(i -> write(prefix + i, new Phase.Ended(MutableClock.START, new TaskId("t" + i))));
  }

  private void write(String id, Phase phase) {
    LedgerEntry entry = LedgerEntry.of(Samples.request(id, 0, 1), phase);
    fold.add(
        new ConsumerRecord<>("ledger", 0, 0, codec.key(entry.requestId()), codec.value(entry)));
  }
}
