package io.taskbridge.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.ApiEvent;
import io.taskbridge.task.Samples;
import io.taskbridge.task.ScriptedTaskApi.Call;
import io.taskbridge.task.ScriptedTaskApi.Get;
import io.taskbridge.task.TaskEvent.ToolCalled;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * The poller against a model of the API's events: they become visible one after the other in the
 * order of their timestamps, many of which are equal; a question is answered with the visible
 * events of strictly greater timestamps, and is held back while there are none.
 */
class EventDeliveryTest {
  /** So many further questions find out what the last one left open. */
  private static final int QUESTIONS_AFTER_THE_LAST_EVENT = 4;

  /**
   * What happens around one question.
   *
   * @param before events that become visible before it is asked
   * @param held events that become visible while its answer is held back, if it is
   */
  private record Step(int before, int held) {}

  /** The API whose events come to light step by step. */
  private static final class Conversation {
    private final PollingFixture bridge = new PollingFixture(1).owning(PollingFixture.running("r"));
    private final List<ApiEvent> events = new ArrayList<>();
    private int visible;
    private int immediateForNothing;

    private Conversation(List<Integer> gaps) {
      long timestamp = 1_000;
      for (int gap : gaps) {
        timestamp += gap;
        events.add(Samples.called("e" + events.size(), timestamp));
      }
    }

    void ask(Step step) {
      reveal(step.before());
      Call<Get, TaskSnapshot> question = bridge.askNext();
      long after = question.asked().eventsAfter().orElseThrow();
      boolean immediate = !visibleAfter(after).isEmpty();
      if (!immediate) {
        reveal(step.held());
      }
      int known = published().size();
      ApiEvent[] answer = visibleAfter(after).toArray(ApiEvent[]::new);
      bridge.answer(question, Samples.ok(Samples.snapshot("task-r", TaskStatus.RUNNING, answer)));
      boolean forNothing = immediate && published().size() == known;
      immediateForNothing = forNothing ? immediateForNothing + 1 : 0;
    }

    List<String> published() {
      return bridge.log.events(ToolCalled.class).stream().map(e -> e.call().callId()).toList();
    }

    private void reveal(int more) {
      visible = Math.min(events.size(), visible + more);
    }

    private List<ApiEvent> visibleAfter(long timestamp) {
      return events.subList(0, visible).stream().filter(e -> e.timestamp() > timestamp).toList();
    }
  }

  @Property(tries = 2_000)
  void shouldPublishEveryEventOnceAndInOrder(
      @ForAll("gaps") List<Integer> gaps, @ForAll("steps") List<Step> steps) {
    // given
    Conversation conversation = new Conversation(gaps);

    // when
    steps.forEach(conversation::ask);
    conversation.ask(new Step(gaps.size(), 0));
    for (int i = 0; i < QUESTIONS_AFTER_THE_LAST_EVENT; i++) {
      conversation.ask(new Step(0, 0));
    }

    // then
    assertThat(conversation.published())
        .containsExactlyElementsOf(conversation.events.stream().map(ApiEvent::id).toList());
  }

  @Property
  void shouldNotLoopOverAnswersThatAreNotHeldBack(
      @ForAll("gaps") List<Integer> gaps, @ForAll("steps") List<Step> steps) {
    // given
    Conversation conversation = new Conversation(gaps);

    for (Step step : steps) {
      // when
      conversation.ask(step);

      // then one looks at the last millisecond again, one may tell that it is time to look there;
      // the third brings something, or may be held
      assertThat(conversation.immediateForNothing).isLessThanOrEqualTo(2);
    }
  }

  @Provide
  Arbitrary<List<Integer>> gaps() {
    return Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 1), Tuple.of(1, 5))
        .list()
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> few = Arbitraries.integers().between(0, 3);
    return Combinators.combine(few, few).as(Step::new).list().ofMaxSize(12);
  }
}
