package io.taskbridge.command;

import io.taskbridge.command.Command.Action;
import io.taskbridge.task.OpenAction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The actions of one session that have no outcome yet, beside what the ledger knows. */
final class Session {
  private final Deque<Action> waiting = new ArrayDeque<>();

  /** The record of the open action; null when there is none, or it was not read again yet. */
  private Action current;

  /** The open action between its announcement and the API's word on it; else null. */
  private OpenAction sending;

  private boolean unclear;
  private int failures;

  void add(Action action) {
    waiting.add(action);
  }

  boolean holds(String actionId) {
    return (current != null && current.id().equals(actionId))
        || waiting.stream().anyMatch(action -> action.id().equals(actionId));
  }

  int waiting() {
    return waiting.size();
  }

  /** The next action becomes the open one. */
  Action begin() {
    current = waiting.remove();
    return current;
  }

  Action current() {
    return current;
  }

  /** The record of the open action was read again. */
  void found(Action action) {
    current = action;
  }

  /** The open action has its outcome. */
  void finished() {
    current = null;
    sending = null;
    unclear = false;
    failures = 0;
  }

  /** Takes out what will never be sent. */
  List<Action> drain() {
    List<Action> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /** Whether the open action is on its way to the API. */
  boolean sending() {
    return sending != null;
  }

  void sends(OpenAction action) {
    sending = action;
  }

  /** It came to its end, one way or the other. */
  void sent(OpenAction action) {
    if (action.equals(sending)) {
      sending = null;
    }
  }

  /** Whether the API may have the open action without our knowing. */
  boolean unclear() {
    return unclear;
  }

  void nowUnclear() {
    unclear = true;
  }

  /** Counts a try that did not succeed, and returns how many there were in a row. */
  int failed() {
    return ++failures;
  }
}
