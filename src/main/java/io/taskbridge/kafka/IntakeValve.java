package io.taskbridge.kafka;

import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/** Lets sources flow, or not. Those that are not assigned any more are left alone. */
interface IntakeValve {
  /** Nothing more is polled of these. */
  void pause(Collection<TopicPartition> sources);

  /** They flow again. */
  void resume(Collection<TopicPartition> sources);
}
