package io.taskbridge.taskapi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** What one class logs while somebody listens: level and text. */
final class HeardLog extends Handler {
  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private HeardLog(Logger logger) {
    this.logger = logger;
  }

  static HeardLog of(Class<?> heard) {
    HeardLog log = new HeardLog(Logger.getLogger(heard.getName()));
    log.logger.addHandler(log);
    return log;
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void publish(LogRecord record) {
    lines.add(record.getLevel() + " " + ExtLogRecord.wrap(record).getFormattedMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
