package io.taskbridge.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taskbridge.kafka.CommandDecoder.NotACommandException;
import io.taskbridge.kafka.RequestDecoder.Decoded;
import io.taskbridge.kafka.ToolReplyDecoder.NotAReplyException;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.MutableClock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/** A record that nobody thought of must be set aside, not read for ever. */
class DecodingDefectsTest {
  private final ConsumerRecord<byte[], byte[]> record =
      new ConsumerRecord<>("topic", 3, 17, null, "{\"correlation_id\":\"0:1:r\"}".getBytes(UTF_8)) {
        @Override
        public Headers headers() {
          throw new IllegalStateException("nobody thought of this");
        }
      };

  @Test
  void shouldSetARequestAside() {
    RequestDefaults defaults =
        new RequestDefaults(
            Duration.ofMinutes(5), Duration.ofSeconds(30), 1_000, Records.ATTACHMENTS);

    Decoded decoded = new RequestDecoder(defaults, new MutableClock()).decode(record);

    Decoded.Unreadable unreadable = (Decoded.Unreadable) decoded;
    assertThat(unreadable.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(unreadable.error().message()).contains("defect", "report");
    assertThat(unreadable.cause()).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void shouldSetACommandAside() {
    assertThatExceptionOfType(NotACommandException.class)
        .isThrownBy(() -> new CommandDecoder(1_000).decode(record))
        .satisfies(e -> assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_COMMAND));
  }

  @Test
  void shouldSetAReplyAside() {
    assertThatExceptionOfType(NotAReplyException.class)
        .isThrownBy(() -> new ToolReplyDecoder(1_000).decode(record))
        .satisfies(e -> assertThat(e.error().code()).isEqualTo(ErrorCode.TOOL_REPLY_INVALID));
  }
}
