package io.taskbridge.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where the replica stands at one moment, in the form in which the page gets it.
 *
 * @param at when it was looked at
 * @param partitionsOwned partitions that this replica works on
 * @param partitionsRestoring partitions whose ledger is being read
 * @param slotsUsed tasks at the API, or perhaps
 * @param slots tasks that this replica may have at the API; null for no limit
 * @param tasks requests in flight by where they stand
 * @param backlog requests that were read and have no outcome
 * @param unclear submissions without a clear answer that are not judged yet
 * @param openCalls tool calls without an answer
 * @param overdueSeconds by how long the question that waits longest is overdue; 0 when none is
 * @param api whether the task API takes calls
 * @param totals counted since the start: {@code requests}, {@code transitions}, {@code results},
 *     {@code tool_calls}, {@code dead_letters}, {@code api_calls}
 * @param latencies how long things take
 */
public record Overview(
    Instant at,
    int partitionsOwned,
    long partitionsRestoring,
    int slotsUsed,
    Integer slots,
    Map<String, Integer> tasks,
    int backlog,
    int unclear,
    int openCalls,
    double overdueSeconds,
    Api api,
    Map<String, Long> totals,
    List<Latency> latencies) {
  public Overview {
    tasks = Map.copyOf(tasks);
    totals = Map.copyOf(totals);
    latencies = List.copyOf(latencies);
  }

  /**
   * The task API.
   *
   * @param door {@code open}, or why submissions wait
   * @param since null while nothing was heard of it
   * @param detail a sentence for people; null while open
   */
  public record Api(String door, Instant since, String detail) {}

  /**
   * How long one kind of thing takes.
   *
   * @param name {@code tool_call}, {@code transaction} or an operation of the API
   * @param count since the start
   * @param meanMs since the start, milliseconds
   * @param maxMs of the last minutes, milliseconds
   */
  public record Latency(String name, long count, double meanMs, double maxMs) {}
}
