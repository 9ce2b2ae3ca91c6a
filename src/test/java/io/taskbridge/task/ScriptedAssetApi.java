package io.taskbridge.task;

import io.taskbridge.task.ScriptedTaskApi.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Files and profiles: notes what it is asked and answers when, and as, the test says. */
public final class ScriptedAssetApi implements AssetApi {
  /** What was uploaded. */
  public record Upload(String name, String purpose, byte[] content) {}

  private final List<Call<Upload, FileId>> uploads = new ArrayList<>();
  private final List<Call<String, String>> profiles = new ArrayList<>();
  private final List<FileId> deleted = new ArrayList<>();

  public List<Call<Upload, FileId>> uploads() {
    return uploads;
  }

  public List<Call<String, String>> profiles() {
    return profiles;
  }

  public List<FileId> deleted() {
    return deleted;
  }

  @Override
  public CompletionStage<ApiOutcome<FileId>> upload(String name, String purpose, byte[] content) {
    Call<Upload, FileId> call =
        new Call<>(new Upload(name, purpose, content), new CompletableFuture<>());
    uploads.add(call);
    return call.promise();
  }

  @Override
  public CompletionStage<ApiOutcome<Boolean>> delete(FileId id) {
    deleted.add(id);
    return CompletableFuture.completedFuture(new ApiOutcome.Ok<>(true));
  }

  @Override
  public CompletionStage<ApiOutcome<String>> createProfile(String id) {
    Call<String, String> call = new Call<>(id, new CompletableFuture<>());
    profiles.add(call);
    return call.promise();
  }
}
