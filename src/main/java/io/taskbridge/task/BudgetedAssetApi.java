package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.ApiBudget.Use;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Files and profiles within the budget of calls. What a request needs beforehand has its turn with
 * the questions: it is no answer that anybody waits for, and must not keep submissions back.
 */
public final class BudgetedAssetApi implements AssetApi {
  private final AssetApi assets;
  private final BudgetedCalls calls;

  /**
   * @param thread the bridge's thread, on which the budget lives
   */
  public BudgetedAssetApi(AssetApi assets, ApiBudget budget, Executor thread) {
    this.assets = requireNonNull(assets, "assets");
    this.calls = new BudgetedCalls(budget, thread);
  }

  @Override
  public CompletionStage<ApiOutcome<FileId>> upload(String name, String purpose, byte[] content) {
    return calls.within(Use.QUESTION, () -> assets.upload(name, purpose, content));
  }

  @Override
  public CompletionStage<ApiOutcome<Boolean>> delete(FileId id) {
    return calls.within(Use.QUESTION, () -> assets.delete(id));
  }

  @Override
  public CompletionStage<ApiOutcome<String>> createProfile(String id) {
    return calls.within(Use.QUESTION, () -> assets.createProfile(id));
  }
}
