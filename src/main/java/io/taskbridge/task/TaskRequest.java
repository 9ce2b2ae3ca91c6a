package io.taskbridge.task;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A request as it was read: one task or session to submit.
 *
 * @param body what the API gets: the user's value without the bridge's own part
 * @param device that it asks for: what the API tells of a task as well
 * @param secrets strings of the body that must not appear anywhere else; masked in what is
 *     published
 * @param provisions what it needs at the API before it can be submitted
 */
public record TaskRequest(
    RequestId id,
    Origin origin,
    RequestOptions options,
    Json body,
    String device,
    List<String> secrets,
    Provisions provisions) {
  public TaskRequest {
    requireNonNull(id, "id");
    requireNonNull(origin, "origin");
    requireNonNull(options, "options");
    requireNonNull(body, "body");
    requireNonNull(device, "device");
    secrets = List.copyOf(secrets);
    requireNonNull(provisions, "provisions");
    if (!provisions.attachments().isEmpty() && !Provisions.takesFiles(body)) {
      throw new IllegalArgumentException("a body with attachments must end with its list of files");
    }
  }

  /** A request that needs nothing beforehand. */
  public TaskRequest(
      RequestId id,
      Origin origin,
      RequestOptions options,
      Json body,
      String device,
      List<String> secrets) {
    this(id, origin, options, body, device, secrets, Provisions.NONE);
  }

  /** The request once everything it needed is there: what was uploaded is named in its body. */
  public TaskRequest provided(List<FileId> uploaded) {
    return new TaskRequest(
        id,
        origin,
        options,
        uploaded.isEmpty() ? body : Provisions.withFiles(body, uploaded),
        device,
        secrets,
        Provisions.provided(uploaded));
  }

  public int partition() {
    return origin.partition();
  }

  /**
   * About how many bytes it takes in memory: its body, the contents in it, and the record that it
   * came in, where contents are base64, and which is kept until its outcome is durable.
   */
  public long bytes() {
    long contents = 0;
    for (Attachment attachment : provisions.attachments()) {
      if (attachment.content() instanceof Attachment.Content.Inline inline) {
        contents += inline.bytes().length;
      }
    }
    long record = body.text().length() + (contents * 4 + 2) / 3;
    return body.text().length() + contents + record;
  }

  /** The same request under another trace context. */
  public TaskRequest under(String traceparent) {
    return new TaskRequest(
        id, origin.under(traceparent), options, body, device, secrets, provisions);
  }

  /** Secrets have no business in a log. */
  @Override
  public String toString() {
    return "TaskRequest[" + id + " from " + origin.partition() + "@" + origin.offset() + "]";
  }
}
