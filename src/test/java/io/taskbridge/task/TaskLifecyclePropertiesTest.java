package io.taskbridge.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.TaskEvent.Finished;
import io.taskbridge.task.TaskEvent.StatusChanged;
import io.taskbridge.task.TaskEvent.ToolCalled;
import io.taskbridge.task.TaskLifecycle.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every life of a task, whatever the API answers in whatever order. */
class TaskLifecyclePropertiesTest {
  private static final Subject SUBJECT =
      new Subject(new RequestId("r"), null, null, new TaskId("t1"));

  @Property
  void shouldNumberStatusesWithoutGapsAndChainThem(@ForAll("answers") List<TaskSnapshot> answers) {
    String last = null;
    int sequence = 0;
    for (StatusChanged status : only(StatusChanged.class, told(answers))) {
      assertThat(status.sequence()).isEqualTo(++sequence);
      assertThat(status.previousStatus()).isEqualTo(last);
      assertThat(status.changed()).isNotEmpty();
      last = status.status();
    }
    assertThat(sequence).isPositive();
  }

  @Property
  void shouldEndOnceAndCallNoToolAfterwards(@ForAll("answers") List<TaskSnapshot> answers) {
    List<TaskEvent> told = told(answers);
    boolean terminal = answers.stream().anyMatch(answer -> answer.status().terminal());

    assertThat(only(Finished.class, told)).hasSize(terminal ? 1 : 0);
    if (terminal) {
      int end = told.indexOf(only(Finished.class, told).get(0));
      assertThat(told.get(end - 1)).isInstanceOf(StatusChanged.class);
      assertThat(only(ToolCalled.class, told.subList(end, told.size()))).isEmpty();
    }
  }

  @Property
  void shouldNumberToolCallsFromOneWithoutGaps(@ForAll("answers") List<TaskSnapshot> answers) {
    int number = 0;
    for (ToolCalled call : only(ToolCalled.class, told(answers))) {
      assertThat(call.call().number()).isEqualTo(++number);
      assertThat(call.correlationId().number()).isEqualTo(number);
    }
  }

  @Property
  void shouldSayNothingWhenAnAnswerIsRepeated(@ForAll("answers") List<TaskSnapshot> answers) {
    FollowedTask task = null;
    for (TaskSnapshot answer : answers) {
      task = step(task, answer).task();
      Observation again = step(task, answer);
      assertThat(again.changed()).isFalse();
      assertThat(again.events()).isEmpty();
    }
  }

  @Provide
  Arbitrary<List<TaskSnapshot>> answers() {
    Arbitrary<String> link = Arbitraries.of("", "https://a", "https://b").injectNull(0.5);
    Arbitrary<Artifacts> links = Combinators.combine(link, link, link).as(Artifacts::new);
    Arbitrary<TaskStatus> status =
        Arbitraries.of("waiting", "running", "paused", "done", "failed", "cancelled")
            .map(TaskStatus::of);
    Arbitrary<ApiEvent> event =
        Combinators.combine(Arbitraries.integers().between(1, 12), Arbitraries.of(true, false))
            .as((n, call) -> call ? Samples.called("e" + n, n) : Samples.answered("e" + n, n));
    return Combinators.combine(status, links, event.list().ofMaxSize(3))
        .as(
            (s, l, events) ->
                Samples.snapshot(
                    "t1", s, l, List.copyOf(events).stream().distinct().toArray(ApiEvent[]::new)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private static List<TaskEvent> told(List<TaskSnapshot> answers) {
    List<TaskEvent> told = new ArrayList<>();
    FollowedTask task = null;
    for (TaskSnapshot answer : answers) {
      Observation seen = step(task, answer);
      told.addAll(seen.events());
      task = seen.task();
    }
    return told;
  }

  private static Observation step(FollowedTask before, TaskSnapshot answer) {
    Instant now = MutableClock.START;
    return before == null
        ? TaskLifecycle.accepted(SUBJECT, 0, Samples.OPTIONS, Steering.NONE, answer, now)
        : TaskLifecycle.observed(SUBJECT, 0, Samples.OPTIONS, Steering.NONE, before, answer, now);
  }

  private static <E> List<E> only(Class<E> type, List<TaskEvent> events) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
