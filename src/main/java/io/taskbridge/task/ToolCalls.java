package io.taskbridge.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tool calls of one request: how many there were, and which are open.
 *
 * @param published how many calls were published so far
 * @param open those without an answer, oldest first
 */
public record ToolCalls(int published, List<ToolCall> open) {
  public static final ToolCalls NONE = new ToolCalls(0, List.of());

  public ToolCalls {
    open = List.copyOf(open);
  }

  public Optional<ToolCall> open(int number) {
    return open.stream().filter(call -> call.number() == number).findFirst();
  }

  /** The calls after this one was answered. */
  public ToolCalls without(int number) {
    return new ToolCalls(published, open.stream().filter(call -> call.number() != number).toList());
  }

  ToolCalls with(List<ToolCall> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<ToolCall> all = new ArrayList<>(open);
    all.addAll(more);
    return new ToolCalls(published + more.size(), all);
  }
}
