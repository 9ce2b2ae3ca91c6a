package io.taskbridge.task;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a request needs at the API before it can be submitted.
 *
 * @param attachments to upload, in this order
 * @param profileId to create unless it exists; null when the request does not ask for that
 * @param uploaded what was uploaded for it already; ids of these are in its body
 */
public record Provisions(List<Attachment> attachments, String profileId, List<FileId> uploaded) {
  public static final Provisions NONE = new Provisions(List.of(), null, List.of());

  private static final String END_OF_FILES = "]}";

  public Provisions {
    attachments = List.copyOf(attachments);
    uploaded = List.copyOf(uploaded);
  }

  public static Provisions needed(List<Attachment> attachments, String profileId) {
    return new Provisions(attachments, profileId, List.of());
  }

  /** Whether something is left to do before the request can be submitted. */
  public boolean missing() {
    return !attachments.isEmpty() || profileId != null;
  }

  /** All is there now. */
  public static Provisions provided(List<FileId> uploaded) {
    return new Provisions(List.of(), null, uploaded);
  }

  /** Whether ids can be appended to the list {@code files}: it is the last field of the body. */
  static boolean takesFiles(Json body) {
    return body.text().endsWith(END_OF_FILES);
  }

  /** The body with the ids appended to its list {@code files}, which is its last field. */
  static Json withFiles(Json body, List<FileId> ids) {
    String text = body.text();
    String before = text.substring(0, text.length() - END_OF_FILES.length());
    String more = ids.stream().map(id -> "\"" + id.value() + "\"").collect(Collectors.joining(","));
    boolean first = before.endsWith("[");
    return new Json(before + (first || more.isEmpty() ? "" : ",") + more + END_OF_FILES);
  }
}
