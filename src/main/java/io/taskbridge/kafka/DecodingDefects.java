package io.taskbridge.kafka;

import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.TaskError;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * What is told of a record that a decoder fails at. Nothing was begun with it, so it is set aside
 * like any other that cannot be read: left alone it would come back after each restart, and keep
 * its partition's offset where it is.
 */
final class DecodingDefects {
  private static final Logger LOG = Logger.getLogger(DecodingDefects.class);

  private DecodingDefects() {}

  static TaskError error(
      ConsumerRecord<?, ?> record, ErrorCode code, RuntimeException defect, LogMonitor monitor) {
    monitor.defectLogged();
    LOG.errorf(
        defect,
        "%s-%d@%d cannot be decoded and is set aside: this is a defect of the bridge",
        record.topic(),
        record.partition(),
        record.offset());
    return TaskError.of(
        code,
        "the bridge failed while it read this record, which is a defect of the bridge; report it"
            + " with the trace in the bridge's log");
  }
}
