package io.taskbridge.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.task.ApiBudget.Use;
import io.taskbridge.task.TaskApi.OutgoingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BudgetedApisTest {
  private static final TaskId TASK = new TaskId("task-1");
  private static final Duration ONE_TOKEN = Duration.ofSeconds(2);

  private final MutableClock clock = new MutableClock();
  private final HandDrivenThread thread = new HandDrivenThread();
  private final ApiBudget budget = new ApiBudget(1, clock, () -> 1, Monitor.SILENT);
  private final ScriptedTaskApi scripted = new ScriptedTaskApi();
  private final ScriptedAssetApi scriptedAssets = new ScriptedAssetApi();
  private final TaskApi api = new BudgetedTaskApi(scripted, budget, thread);
  private final AssetApi assets = new BudgetedAssetApi(scriptedAssets, budget, thread);

  @Test
  void shouldMakeACallOnlyOnceThereIsATokenForIt() {
    spend();

    CompletionStage<ApiOutcome<TaskSnapshot>> answer = api.get(TASK, OptionalLong.empty(), true);
    thread.run();
    assertThat(scripted.gets()).isEmpty();
    assertThat(budget.waiting()).isOne();

    letATokenCome();
    assertThat(scripted.gets()).hasSize(1);
    scripted.gets().get(0).answer(Samples.notSent());
    assertThat(answer.toCompletableFuture()).isCompletedWithValue(Samples.notSent());
  }

  @Test
  void shouldHandAFailureOverAsItIs() {
    CompletableFuture<ApiOutcome<Boolean>> answer = api.cancel(TASK).toCompletableFuture();
    thread.run();

    scripted.cancels().get(0).promise().completeExceptionally(new IllegalStateException("defect"));

    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void shouldNotLetASubmissionWaitThatHasItsToken() {
    spend();

    api.submit(new Json("{}"), null);

    assertThat(scripted.submits()).hasSize(1);
  }

  @Test
  void shouldAnswerBeforeItAsksAndUploads() {
    spend();
    assets.upload("report.pdf", null, new byte[1]);
    api.list(OptionalLong.empty(), 128);
    api.send(TASK, new OutgoingEvent("c-1", "tool_call", new Json("{}")));
    thread.run();

    letATokenCome();
    assertThat(scripted.sends()).hasSize(1);
    assertThat(scriptedAssets.uploads()).isEmpty();

    letATokenCome();
    assertThat(scriptedAssets.uploads()).hasSize(1);
    assertThat(scripted.listings()).isEmpty();

    letATokenCome();
    assertThat(scripted.listings()).hasSize(1);
  }

  @Test
  void shouldCountFilesAndProfiles() {
    spend();
    List<CompletionStage<?>> answers = new ArrayList<>();
    answers.add(assets.createProfile("p-1"));
    answers.add(assets.delete(new FileId("f-1")));
    thread.run();
    assertThat(budget.waiting()).isEqualTo(2);

    letATokenCome();
    assertThat(scriptedAssets.profiles()).hasSize(1);
    assertThat(scriptedAssets.deleted()).isEmpty();

    letATokenCome();
    assertThat(scriptedAssets.deleted()).containsExactly(new FileId("f-1"));
    assertThat(answers.get(1).toCompletableFuture()).isCompleted();
  }

  private void spend() {
    budget.call(Use.ANSWER, () -> {});
  }

  private void letATokenCome() {
    clock.pass(ONE_TOKEN);
    budget.tick();
    thread.run();
  }
}
