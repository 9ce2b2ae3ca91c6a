package io.taskbridge.submission;

import static java.util.Objects.requireNonNull;

import io.taskbridge.task.ApiOutcome;
import io.taskbridge.task.AssetApi;
import io.taskbridge.task.Attachment;
import io.taskbridge.task.AttachmentLimits;
import io.taskbridge.task.AttachmentSource;
import io.taskbridge.task.AttachmentSource.Fetched;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.FileId;
import io.taskbridge.task.Masking;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Provides what a request needs at the API: uploads its attachments, one after the other, and
 * creates its profile. Holds no state; its stages complete on any thread.
 */
public final class Provider {
  private static final int FORBIDDEN = 403;
  private static final int EXISTS = 409;

  private final AssetApi assets;
  private final AttachmentSource source;
  private final AttachmentLimits limits;

  public Provider(AssetApi assets, AttachmentSource source, AttachmentLimits limits) {
    this.assets = requireNonNull(assets, "assets");
    this.source = requireNonNull(source, "source");
    this.limits = requireNonNull(limits, "limits");
  }

  /** An attachment that is at the API now. */
  record Uploaded(FileId id, int bytes) {}

  /** What came of it. */
  sealed interface Provided {
    /** Everything is there. */
    record Ready(List<FileId> files) implements Provided {}

    /** It never will be; what was uploaded is of no use. */
    record Refused(TaskError error, List<Uploaded> uploaded) implements Provided {}

    /**
     * Not this time.
     *
     * @param api what the API said; null when it was not the API
     * @param sentence what was seen, in words
     * @param uploaded what need not be done again
     */
    record Later(ApiOutcome<?> api, String sentence, List<Uploaded> uploaded) implements Provided {}
  }

  /**
   * Does what is left to do.
   *
   * @param before what was uploaded at an earlier try
   */
  CompletionStage<Provided> provide(TaskRequest request, List<Uploaded> before) {
    List<Attachment> attachments = request.provisions().attachments();
    if (before.size() == attachments.size()) {
      return profile(request, before);
    }
    Attachment next = attachments.get(before.size());
    return content(next, before)
        .thenCompose(
            fetched -> {
              if (fetched instanceof Fetched.Content content) {
                return upload(request, next, content.bytes(), before);
              }
              return done(
                  fetched instanceof Fetched.Refused refused
                      ? refused(about(next, refused.sentence()), before)
                      : new Provided.Later(
                          null, about(next, ((Fetched.Failed) fetched).sentence()), before));
            });
  }

  /** Deletes what was uploaded for nothing, as far as the API lets us; nobody waits for it. */
  void discard(List<FileId> files) {
    files.forEach(assets::delete);
  }

  /** The error of a request whose attachment could not be had. */
  static TaskError attachmentRefused(String sentence) {
    return TaskError.of(ErrorCode.ATTACHMENT_REFUSED, sentence);
  }

  private CompletionStage<Fetched> content(Attachment attachment, List<Uploaded> before) {
    if (attachment.content() instanceof Attachment.Content.Inline inline) {
      return CompletableFuture.completedFuture(new Fetched.Content(inline.bytes()));
    }
    int used = before.stream().mapToInt(Uploaded::bytes).sum();
    int left = Math.min(limits.maxBytes(), limits.maxTotalBytes() - used);
    return source.fetch(((Attachment.Content.Remote) attachment.content()).url(), left);
  }

  private CompletionStage<Provided> upload(
      TaskRequest request, Attachment attachment, byte[] bytes, List<Uploaded> before) {
    return assets
        .upload(attachment.name(), attachment.purpose(), bytes)
        .thenCompose(
            answer -> {
              ApiOutcome<FileId> outcome = answer.masked(request.secrets());
              if (outcome instanceof ApiOutcome.Ok<FileId> ok) {
                List<Uploaded> now = new ArrayList<>(before);
                now.add(new Uploaded(ok.value(), bytes.length));
                return provide(request, List.copyOf(now));
              }
              return done(
                  outcome instanceof ApiOutcome.Refused<FileId> refusal
                      ? refused(request, refusal, ErrorCode.ATTACHMENT_REFUSED, attachment, before)
                      : new Provided.Later(outcome, outcome.describe(), before));
            });
  }

  private CompletionStage<Provided> profile(TaskRequest request, List<Uploaded> uploaded) {
    Provided ready = new Provided.Ready(uploaded.stream().map(Uploaded::id).toList());
    String profile = request.provisions().profileId();
    if (profile == null) {
      return done(ready);
    }
    return assets
        .createProfile(profile)
        .thenApply(
            answer -> {
              ApiOutcome<String> outcome = answer.masked(request.secrets());
              if (outcome instanceof ApiOutcome.Ok<String>
                  || outcome instanceof ApiOutcome.Refused<String> r && r.httpStatus() == EXISTS) {
                return ready;
              }
              return outcome instanceof ApiOutcome.Refused<String> refusal
                  ? refused(request, refusal, ErrorCode.API_REJECTED, null, uploaded)
                  : new Provided.Later(outcome, outcome.describe(), uploaded);
            });
  }

  /**
   * @param attachment that was refused; null when it was the profile
   */
  private static Provided refused(
      TaskRequest request,
      ApiOutcome.Refused<?> refusal,
      ErrorCode code,
      Attachment attachment,
      List<Uploaded> uploaded) {
    String said = refusal.describe();
    String sentence = attachment == null ? "the profile: " + said : about(attachment, said);
    return new Provided.Refused(
        new TaskError(
            refusal.httpStatus() == FORBIDDEN ? ErrorCode.API_FORBIDDEN : code,
            Masking.mask(sentence, request.secrets()),
            refusal.httpStatus(),
            refusal.detailJson()),
        uploaded);
  }

  private static Provided refused(String sentence, List<Uploaded> uploaded) {
    return new Provided.Refused(attachmentRefused(sentence), uploaded);
  }

  private static String about(Attachment attachment, String sentence) {
    return "the attachment '" + attachment.name() + "': " + sentence;
  }

  private static CompletionStage<Provided> done(Provided provided) {
    return CompletableFuture.completedFuture(provided);
  }
}
