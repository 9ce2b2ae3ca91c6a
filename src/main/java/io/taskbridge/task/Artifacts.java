package io.taskbridge.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a task leaves behind for people, as far as it is known. Null: not known yet. An empty
 * string: there is none and none will come.
 */
public record Artifacts(String liveUrl, String recordingUrl, String downloadsUrl) {
  public static final Artifacts NONE = new Artifacts(null, null, null);

  /** What is known after a further answer; what was known once is never forgotten. */
  Artifacts with(TaskSnapshot snapshot) {
    return new Artifacts(
        known(snapshot.liveUrl(), liveUrl),
        known(snapshot.recordingUrl(), recordingUrl),
        known(snapshot.downloadsUrl(), downloadsUrl));
  }

  /** The wire names of the fields in which this differs from what was known before. */
  List<String> changedSince(Artifacts before) {
    List<String> changed = new ArrayList<>(3);
    if (!Objects.equals(liveUrl, before.liveUrl)) {
      changed.add("live_url");
    }
    if (!Objects.equals(recordingUrl, before.recordingUrl)) {
      changed.add("recording_url");
    }
    if (!Objects.equals(downloadsUrl, before.downloadsUrl)) {
      changed.add("downloads_url");
    }
    return changed;
  }

  /** Whether nothing more can be learnt by asking again. */
  boolean complete(boolean expectsRecording) {
    return downloadsUrl != null && (recordingUrl != null || !expectsRecording);
  }

  private static String known(String now, String before) {
    boolean says = now != null && !(now.isEmpty() && before != null);
    return says ? now : before;
  }
}
