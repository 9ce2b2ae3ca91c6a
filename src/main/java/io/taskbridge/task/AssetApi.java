package io.taskbridge.task;

import java.util.concurrent.CompletionStage;

/**
 * What the task API keeps beside tasks: files and profiles. The same rules as for {@link TaskApi}:
 * a stage never fails for anything that the network or the API did, and no call is repeated.
 *
 * <p>Other than a submission, an upload may be repeated: what it leaves behind costs nothing.
 */
public interface AssetApi {
  /**
   * Uploads a file: {@code POST /file}.
   *
   * @param name of the file
   * @param purpose at most 64 characters; null for none
   */
  CompletionStage<ApiOutcome<FileId>> upload(String name, String purpose, byte[] content);

  /** Deletes a file: {@code DELETE /file/{id}}. */
  CompletionStage<ApiOutcome<Boolean>> delete(FileId id);

  /**
   * Creates a browser profile: {@code POST /profile}. A refusal with 409 means that it exists.
   *
   * @return the id of the profile
   */
  CompletionStage<ApiOutcome<String>> createProfile(String id);
}
