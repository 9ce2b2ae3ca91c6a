package io.taskbridge.polling;

import io.taskbridge.task.Artifacts;
import io.taskbridge.task.FollowedTask;
import io.taskbridge.task.TaskSnapshot;
import io.taskbridge.task.TaskStatus;

/** What the list says about a task, and whether that is enough. Pure. */
enum Listed {
  /** Nothing new. */
  UNCHANGED,
  /** Something new, and all of it. */
  NEWS,
  /** Something new of which the list does not tell all: ask by name. */
  ASK;

  static Listed of(FollowedTask task, TaskSnapshot element) {
    TaskStatus known = task.status();
    TaskStatus now = element.status();
    Artifacts artifacts = task.artifacts();
    boolean links =
        tells(element.liveUrl(), artifacts.liveUrl())
            || tells(element.recordingUrl(), artifacts.recordingUrl());
    if (known.terminal() || now.name().equals(known.name())) {
      return links ? NEWS : UNCHANGED;
    }
    // An end may come with last events, and has downloads, which are not in the list. A task that
    // seems to go back to waiting was read from an old copy.
    boolean live = element.liveUrl() != null || artifacts.liveUrl() != null;
    return now.terminal() || now.equals(TaskStatus.WAITING) || !live ? ASK : NEWS;
  }

  private static boolean tells(String now, String before) {
    return now != null && !now.equals(before) && !(now.isEmpty() && before != null);
  }
}
