package io.taskbridge.task;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationIdTest {
  @Property
  void shouldComeBackAsItWentOut(
      @ForAll @IntRange(max = Integer.MAX_VALUE) int partition,
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int number,
      @ForAll String requestId) {
    Assume.that(!requestId.isBlank());
    CorrelationId id = new CorrelationId(partition, number, new RequestId(requestId));

    assertThat(CorrelationId.parse(id.text())).contains(id);
  }

  @Property
  void shouldTakeAnyTextWithoutFailing(@ForAll String text) {
    CorrelationId.parse(text)
        .ifPresent(id -> assertThat(CorrelationId.parse(id.text())).contains(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "::",
        "1:1:",
        "1:1: ",
        "1:0:r",
        "1:-1:r",
        "-1:1:r",
        "x:1:r",
        "1:x:r",
        "1:1",
        "4294967295:1:r",
        "2147483648:1:r",
        "1:2147483648:r",
        "99999999999999999999:1:r"
      })
  void shouldNotTakeATextOfOthersForOneOfOurs(String text) {
    assertThat(CorrelationId.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b:c", ":", "3:1:r", "task-requests-3-17"})
  void shouldCarryARequestIdWithColons(String requestId) {
    CorrelationId id = new CorrelationId(3, 1, new RequestId(requestId));

    assertThat(id.text()).isEqualTo("3:1:" + requestId);
    assertThat(CorrelationId.parse(id.text())).contains(id);
  }
}
