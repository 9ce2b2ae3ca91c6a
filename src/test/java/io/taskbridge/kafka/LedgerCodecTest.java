package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.taskbridge.ledger.ApiMoment;
import io.taskbridge.ledger.LedgerEntry;
import io.taskbridge.ledger.Phase;
import io.taskbridge.ledger.Strays;
import io.taskbridge.task.ActionKind;
import io.taskbridge.task.AmbiguityPolicy;
import io.taskbridge.task.Artifacts;
import io.taskbridge.task.EventCursor;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.OpenAction;
import io.taskbridge.task.Origin;
import io.taskbridge.task.RecordKey;
import io.taskbridge.task.RequestId;
import io.taskbridge.task.RequestOptions;
import io.taskbridge.task.Steering;
import io.taskbridge.task.Stop;
import io.taskbridge.task.TaskId;
import io.taskbridge.task.TaskStatus;
import io.taskbridge.task.ToolCall;
import io.taskbridge.task.ToolCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerCodecTest {
  private static final byte[] KEY = "r".getBytes(UTF_8);

  private final LedgerCodec codec = new LedgerCodec();

  @Property
  void shouldReadWhatItWrote(@ForAll("entries") LedgerEntry entry) {
    byte[] key = codec.key(entry.requestId());
    byte[] value = codec.value(entry);

    assertThat(codec.entry(key, value, entry.partition())).isEqualTo(entry);
  }

  @Test
  void shouldReadAnEntryOfAnOlderBridgeThatKnewLess() {
    // given an entry with nothing but what every version has written
    String value =
        "{\"v\":1,\"origin\":{\"offset\":5,\"fingerprint\":\"f\",\"accepted\":7},"
            + "\"options\":{},\"phase\":\"ended\",\"at\":9}";

    // when
    LedgerEntry entry = codec.entry(KEY, value.getBytes(UTF_8), 2);

    // then
    assertThat(entry.partition()).isEqualTo(2);
    assertThat(entry.phase()).isEqualTo(new Phase.Ended(Instant.ofEpochMilli(9), null));
    assertThat(entry.options().onAmbiguousSubmit()).isEqualTo(AmbiguityPolicy.FAIL);
    assertThat(entry.options().followsEvents()).isTrue();
  }

  @Test
  void shouldReadWhatAnOlderBridgeHasCancelled() {
    String value =
        "{\"v\":1,\"origin\":{\"offset\":5,\"fingerprint\":\"f\",\"accepted\":7},\"options\":{},"
            + "\"replaced\":[\"t-1\"],\"replacing\":true,\"phase\":\"submitting\",\"attempt\":1}";

    assertThat(codec.entry(KEY, value.getBytes(UTF_8), 2).strays())
        .isEqualTo(Strays.NONE.cancel(List.of(new TaskId("t-1"))));
  }

  @Test
  void shouldReadAnEntryWithFieldsOfATomorrowsBridge() {
    String value =
        "{\"v\":1,\"origin\":{\"offset\":5,\"fingerprint\":\"f\",\"accepted\":7,\"new\":[]},"
            + "\"options\":{\"new\":1},\"phase\":\"ended\",\"at\":9,\"new\":{}}";

    assertThat(codec.entry(KEY, value.getBytes(UTF_8), 0).origin().offset()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "not JSON",
        "{\"v\":2,\"phase\":\"ended\"}",
        "{\"v\":1}",
        "{\"v\":1,\"origin\":{\"fingerprint\":\"f\"},\"phase\":\"unheard of\"}",
        "{\"v\":1,\"origin\":{\"fingerprint\":\"f\"},\"phase\":\"running\",\"task\":{}}"
      })
  void shouldSayWhichEntryItCannotRead(String value) {
    assertThatIllegalStateException()
        .isThrownBy(() -> codec.entry("order-42".getBytes(UTF_8), value.getBytes(UTF_8), 0))
        .withMessageContaining("'order-42'");
  }

  @Provide
  Arbitrary<LedgerEntry> entries() {
    return Combinators.combine(ids(), origins(), options(), steerings(), phases(), strays())
        .as(
            (id, origin, options, steering, phase, strays) ->
                new LedgerEntry(new RequestId(id), origin, options, steering, phase, strays));
  }

  private static Arbitrary<Strays> strays() {
    return Arbitraries.of(
        Strays.NONE,
        Strays.NONE.cancel(List.of(new TaskId("t-8"), new TaskId("t-9"))),
        Strays.NONE.cancel(List.of(new TaskId("t-8"))).cancelled(),
        Strays.NONE.during(window(7)),
        Strays.NONE
            .cancel(List.of(new TaskId("t-8")))
            .cancelled()
            .during(window(7))
            .during(window(9_000)));
  }

  private static Strays.Window window(long from) {
    return new Strays.Window(Instant.ofEpochMilli(from), Instant.ofEpochMilli(from + 50));
  }

  private static Arbitrary<Steering> steerings() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    Arbitrary<OpenAction> open =
        Combinators.combine(text(), Arbitraries.of(ActionKind.class), text(), flag, times())
            .as(OpenAction::new);
    return Combinators.combine(
            Arbitraries.of(Stop.class).injectNull(0.5),
            open.injectNull(0.5),
            text().list().ofMaxSize(3),
            flag)
        .as(Steering::new);
  }

  private static Arbitrary<Origin> origins() {
    Arbitrary<RecordKey> key =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(RecordKey::of).injectNull(0.2);
    return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(0),
            Arbitraries.longs().greaterOrEqual(0),
            key,
            text(),
            text().injectNull(0.5),
            times())
        .as(Origin::new);
  }

  private static Arbitrary<RequestOptions> options() {
    Arbitrary<Duration> duration =
        Arbitraries.longs().between(0, 30L * 24 * 3_600_000).map(Duration::ofMillis);
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    return Combinators.combine(
            Arbitraries.of(AmbiguityPolicy.class),
            duration,
            duration,
            flag,
            flag,
            flag,
            times().injectNull(0.5))
        .as(RequestOptions::new);
  }

  private static Arbitrary<Phase> phases() {
    Arbitrary<Integer> attempt = Arbitraries.integers().greaterOrEqual(1);
    Arbitrary<TaskId> taskId = ids().map(TaskId::new).injectNull(0.3);
    return Arbitraries.oneOf(
        Combinators.combine(
                attempt,
                times(),
                Combinators.combine(times(), times()).as(ApiMoment::new).injectNull(0.3))
            .as(Phase.Submitting::new),
        Arbitraries.just(new Phase.Waiting()),
        tasks().map(Phase.Running::new),
        Combinators.combine(tasks(), times()).as(Phase.Collecting::new),
        Combinators.combine(times(), taskId).as(Phase.Ended::new));
  }

  private static Arbitrary<FollowedTask> tasks() {
    Arbitrary<String> link = text().injectNull(0.4);
    Arbitrary<Artifacts> links = Combinators.combine(link, link, link).as(Artifacts::new);
    Arbitrary<EventCursor> cursor =
        Combinators.combine(Arbitraries.longs().greaterOrEqual(0), ids().set().ofMaxSize(3))
            .as(EventCursor::new);
    Arbitrary<TaskStatus> status =
        Combinators.combine(text(), Arbitraries.of(true, false)).as(TaskStatus::new);
    return Combinators.combine(
            ids().map(TaskId::new),
            status,
            Arbitraries.integers().greaterOrEqual(0),
            links,
            cursor,
            calls(),
            times(),
            times())
        .as(FollowedTask::new)
        .flatMap(
            task ->
                Arbitraries.longs()
                    .greaterOrEqual(0)
                    .injectNull(0.3)
                    .map(created -> createdAt(created, task)));
  }

  private static FollowedTask createdAt(Long created, FollowedTask task) {
    return new FollowedTask(
        task.taskId(),
        task.status(),
        task.sequence(),
        task.artifacts(),
        task.cursor(),
        task.calls(),
        task.submittedAt(),
        task.changedAt(),
        created);
  }

  private static Arbitrary<ToolCalls> calls() {
    Arbitrary<Integer> number = Arbitraries.integers().greaterOrEqual(1);
    Arbitrary<ToolCall> call =
        Combinators.combine(number, text(), text(), times()).as(ToolCall::new);
    return Combinators.combine(number, call.list().ofMaxSize(3)).as(ToolCalls::new);
  }

  private static Arbitrary<String> ids() {
    return text().ofMinLength(1).filter(id -> !id.isBlank());
  }

  /** Any text that can be written down: half of a surrogate pair can't. */
  private static StringArbitrary text() {
    return Arbitraries.strings()
        .withCharRange('\0', '\ud7ff')
        .withCharRange('\ue000', '\uffff')
        .ofMaxLength(20);
  }

  /** The bridge's clock ticks in milliseconds. */
  private static Arbitrary<Instant> times() {
    return Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
  }
}
