package io.taskbridge.submission;

import io.taskbridge.task.AttachmentSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A source that answers as the test says. */
final class ScriptedSource implements AttachmentSource {
  /** An address that was asked, and its answer to come. */
  record Asked(URI url, int maxBytes, CompletableFuture<Fetched> promise) {}

  private final List<Asked> asked = new ArrayList<>();

  List<Asked> asked() {
    return asked;
  }

  /** Answers the last question. */
  void answer(Fetched fetched) {
    asked.get(asked.size() - 1).promise().complete(fetched);
  }

  @Override
  public CompletionStage<Fetched> fetch(URI url, int maxBytes) {
    Asked question = new Asked(url, maxBytes, new CompletableFuture<>());
    asked.add(question);
    return question.promise();
  }
}
