package io.taskbridge.sandbox.tour;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What was seen of all samples. Written by the reading and the sending thread, read by the view.
 */
final class Board implements Consumer<OutputRecord> {

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final LongSupplier clockMs;
  private final BiConsumer<Row, Step> onStep;
  private final Consumer<OutputRecord> onStranger;

  /**
   * @param onStep told of every step of a sample, with the row after it
   * @param onStranger told of records that belong to no sample: a person has sent a request
   */
  Board(
      List<Sample> samples,
      LongSupplier clockMs,
      BiConsumer<Row, Step> onStep,
      Consumer<OutputRecord> onStranger) {
    samples.forEach(sample -> rows.put(sample.id(), Row.of(sample)));
    this.clockMs = clockMs;
    this.onStep = onStep;
    this.onStranger = onStranger;
  }

  void sent(Sample sample) {
    update(sample.id(), row -> row.sent(now()));
  }

  @Override
  public void accept(OutputRecord record) {
    String id = record.key();
    if (!rows.containsKey(id)) {
      onStranger.accept(record);
      return;
    }
    switch (record.topic()) {
      case STATUS:
        seenStatus(id, record);
        break;
      case TOOL_REQUESTS:
        update(id, row -> row.with(Step.Kind.TOOL, record.text("tool"), now()));
        break;
      case ACTION_RESULTS:
        update(id, row -> row.with(Step.Kind.ACTION, action(record), now()));
        break;
      case RESULTS:
        update(id, row -> row.withResult(record.value(), now()));
        break;
      case DEAD_LETTERS:
        update(
            id, row -> row.with(Step.Kind.DEAD_LETTER, record.header("dead-letter-code"), now()));
        break;
      default:
        break;
    }
  }

  private static String action(OutputRecord record) {
    String code = record.text("code");
    return record.text("name") + (code.equals("200") ? "" : " " + code);
  }

  /** A change of status is a step; news about artifacts in the same status are not. */
  private void seenStatus(String id, OutputRecord record) {
    String status = record.text("status");
    synchronized (rows) {
      rows.computeIfPresent(
          id, (key, row) -> row.withSequence(record.value().path("sequence").asInt()));
    }
    List<String> seen = row(id).names(Step.Kind.STATUS);
    if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(status)) {
      update(id, row -> row.with(Step.Kind.STATUS, status, now()));
    }
  }

  private void update(String id, UnaryOperator<Row> change) {
    Row row;
    synchronized (rows) {
      row = change.apply(rows.get(id));
      rows.put(id, row);
    }
    onStep.accept(row, row.steps().get(row.steps().size() - 1));
  }

  private Row row(String id) {
    synchronized (rows) {
      return rows.get(id);
    }
  }

  List<Row> rows() {
    synchronized (rows) {
      return new ArrayList<>(rows.values());
    }
  }

  boolean isFinished() {
    return rows().stream().allMatch(row -> row.isSent() && row.isFinished());
  }

  long now() {
    return clockMs.getAsLong();
  }
}
