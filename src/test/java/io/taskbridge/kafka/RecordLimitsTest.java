package io.taskbridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;

class RecordLimitsTest {

  @Property(tries = 200)
  void shouldNeverThinkARecordSmallerThanItIs(
      @ForAll @Size(max = 300) byte[] key,
      @ForAll @IntRange(max = 70_000) int value,
      @ForAll @IntRange(max = 20) int headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers; i++) {
      all.add("header-ä-" + i, new byte[i * 7]);
    }

    long size = RecordLimits.size(new ProducerRecord<>("t", null, null, key, new byte[value], all));

    // What a broker compares with max.message.bytes.
    int real =
        MemoryRecords.withRecords(
                Compression.NONE, new SimpleRecord(1L, key, new byte[value], all.toArray()))
            .sizeInBytes();
    assertThat(size).isBetween((long) real, real + 50L + 10L * headers);
  }

  @Test
  void shouldLearnFromARefusal() {
    RecordLimits limits = new RecordLimits(1_000);
    ProducerRecord<byte[], byte[]> refused = new ProducerRecord<>("small", new byte[500]);
    ProducerRecord<byte[], byte[]> elsewhere = new ProducerRecord<>("other", new byte[500]);

    assertThat(limits.fits(refused)).isTrue();
    limits.refused(refused);

    assertThat(limits.fits(refused)).isFalse();
    assertThat(limits.fits(elsewhere)).isTrue();
    assertThat(limits.fits(new ProducerRecord<>("small", new byte[499]))).isTrue();
    assertThat(limits.fits(new ProducerRecord<>("other", new byte[1_000]))).isFalse();
  }
}
