package io.taskbridge.bridge;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Changes what a topic takes while the bridge runs. */
final class MessageBytes {
  private MessageBytes() {}

  static void limit(Sandbox sandbox, String topic, int bytes) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", sandbox.broker().bootstrapServers()))) {
      AlterConfigOp limit =
          new AlterConfigOp(
              new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
              AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(limit)))
          .all()
          .get();
    }
  }
}
