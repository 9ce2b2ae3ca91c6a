package io.taskbridge.taskapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an answer that cannot be read whole. */
class SkimmerTest {
  private static final String DEEP = "[".repeat(500) + "\"]}\"" + "]".repeat(500);
  private static final String LONG_NUMBER = "7".repeat(1_001);

  private final AnswerReader reader = new AnswerReader(1024 * 1024);

  @ParameterizedTest
  @ValueSource(strings = {DEEP_OUTPUT, NUMBER_OUTPUT})
  void shouldTellTheEndOfATaskWhoseOutputIsBeyondALimit(String output) throws IOException {
    TaskSnapshot task =
        reader.task(
            answer(
                "\"id\":\"t\",\"output\":"
                    + written(output)
                    + ",\"ünknown\":{\"a\":[1, \"}\"]},\"status\":\"done\",\"credits_used\":7"));

    assertThat(task.status()).isEqualTo(TaskStatus.DONE);
    assertThat(task.output()).isNull();
    assertThat(task.outputLeftOut()).contains("200 levels", "1,000 digits");
    assertThat(task.creditsUsed()).isEqualTo(7);
    assertThat(task.unknown().text()).isEqualTo("{\"ünknown\":{\"a\":[1,\"}\"]}}");
  }

  @Test
  void shouldTellAnOutputThatCanBeReadBesideWhatCannot() throws IOException {
    TaskSnapshot task =
        reader.task(
            answer(
                "\"id\":\"t\",\"status\":\"done\",\"output\":{\"rows\":[1.10]},\"deep\":" + DEEP));

    assertThat(task.output().text()).isEqualTo("{\"rows\":[1.10]}");
    assertThat(task.outputLeftOut()).isNull();
  }

  @Test
  void shouldNotTellOfARunningTaskWithoutWhatCannotBeRead() {
    byte[] answer =
        answer(
            "\"id\":\"t\",\"status\":\"running\",\"events\":[{\"id\":\"e\",\"name\":\"n\","
                + "\"payload\":{\"name\":\"p\",\"input\":"
                + DEEP
                + "}}]");

    assertThatIOException().isThrownBy(() -> reader.task(answer));
  }

  @Test
  void shouldNotReadWhatWasCutOffOrHasMore() {
    byte[] whole = answer("\"id\":\"t\",\"status\":\"done\",\"output\":" + DEEP);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatIOException().isThrownBy(() -> reader.task(cut));
    }
    for (String more : List.of("}", "{}", "x", "\"", "<")) {
      byte[] longer = (new String(whole, UTF_8) + more).getBytes(UTF_8);
      assertThatIOException().isThrownBy(() -> reader.task(longer));
    }
  }

  @Test
  void shouldReadTheOtherTasksOfAPageWithOneThatIsTooDeep() throws IOException {
    String page =
        "\uFEFF {\"more\":[{}],\"r\":["
            + "{\"id\":\"a\",\"status\":\"running\",\"live_url\":\"l\",\"created_at\":3},"
            + "{\"id\":\"b\",\"output\":"
            + DEEP
            + ",\"status\":\"done\",\"created_at\":2}, {\"id\":\"c\",\"status\":\"waiting\"}]}";

    List<TaskSnapshot> tasks = reader.tasks(page.getBytes(UTF_8));

    assertThat(tasks).extracting(task -> task.id().value()).containsExactly("a", "b", "c");
    assertThat(tasks)
        .extracting(TaskSnapshot::status)
        .containsExactly(TaskStatus.RUNNING, TaskStatus.DONE, TaskStatus.WAITING);
    assertThat(tasks.get(0).liveUrl()).isEqualTo("l");
    assertThat(tasks.get(1).createdAt()).isEqualTo(2);
  }

  private static final String DEEP_OUTPUT = "deep";
  private static final String NUMBER_OUTPUT = "number";

  private static String written(String output) {
    return output.equals(DEEP_OUTPUT) ? DEEP : "[" + LONG_NUMBER + "]";
  }

  private static byte[] answer(String fields) {
    return ("{\"r\":{" + fields + "}}").getBytes(UTF_8);
  }
}
