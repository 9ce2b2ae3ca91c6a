package io.taskbridge.kafka;

import static java.util.Objects.requireNonNull;

import io.taskbridge.command.Command;
import io.taskbridge.command.Commands;
import io.taskbridge.kafka.CommandDecoder.NotACommandException;
import io.taskbridge.kafka.RequestDecoder.Decoded;
import io.taskbridge.kafka.ToolReplyDecoder.NotAReplyException;
import io.taskbridge.publication.Batch;
import io.taskbridge.publication.DeadLetter;
import io.taskbridge.publication.Publisher;
import io.taskbridge.publication.SourcePosition;
import io.taskbridge.submission.Submitter;
import io.taskbridge.task.ErrorCode;
import io.taskbridge.task.TaskError;
import io.taskbridge.task.TaskRequest;
import io.taskbridge.toolcall.ToolReplies;
import io.taskbridge.toolcall.ToolReply;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/**
 * Brings records to the flows; what is no request, command or reply is set aside. On the bridge's
 * thread.
 */
final class Intake {
  private static final Logger LOG = Logger.getLogger(Intake.class);

  private final Topics topics;
  private final PartitionOwner owner;
  private final SourceOffsets offsets;
  private final RequestDecoder requests;
  private final ToolReplyDecoder replies;
  private final Submitter submitter;
  private final ToolReplies toolReplies;
  private final CommandDecoder commandDecoder;
  private final Commands commands;
  private final Homes homes;
  private final Publisher publisher;
  private final IntakeBrake brake;
  private final IntSupplier partitions;
  private final LogMonitor monitor;

  /**
   * @param partitions of the requests topic, and of the replies topic
   */
  Intake(
      Topics topics,
      PartitionOwner owner,
      SourceOffsets offsets,
      RequestDecoder requests,
      ToolReplyDecoder replies,
      Submitter submitter,
      ToolReplies toolReplies,
      CommandDecoder commandDecoder,
      Commands commands,
      Publisher publisher,
      IntakeBrake brake,
      IntSupplier partitions,
      LogMonitor monitor) {
    this.topics = requireNonNull(topics, "topics");
    this.owner = requireNonNull(owner, "owner");
    this.offsets = requireNonNull(offsets, "offsets");
    this.requests = requireNonNull(requests, "requests");
    this.replies = requireNonNull(replies, "replies");
    this.submitter = requireNonNull(submitter, "submitter");
    this.toolReplies = requireNonNull(toolReplies, "toolReplies");
    this.commandDecoder = requireNonNull(commandDecoder, "commandDecoder");
    this.commands = requireNonNull(commands, "commands");
    this.homes = new Homes(topics.requests(), partitions);
    this.publisher = requireNonNull(publisher, "publisher");
    this.brake = requireNonNull(brake, "brake");
    this.partitions = requireNonNull(partitions, "partitions");
    this.monitor = requireNonNull(monitor, "monitor");
  }

  /** Takes in what was polled. Records of partitions that are not ours any more are dropped. */
  void accept(ConsumerRecords<byte[], byte[]> records, int assignment) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (owner.owns(record.partition(), assignment) && offsets.read(record)) {
        acceptGuarded(record);
      }
    }
    brake.check();
  }

  /**
   * One record that brings a defect to light must not take those polled with it along. It is not
   * set aside here: what failed may be another's turn, that came with it, and what was begun with
   * this one may go on. What fails before anything is begun, the decoders turn into dead letters.
   */
  private void acceptGuarded(ConsumerRecord<byte[], byte[]> record) {
    try {
      accept(record);
    } catch (RuntimeException defect) {
      LOG.errorf(
          defect,
          "%s could not be taken in and is read again after a restart: this is a defect of the"
              + " bridge",
          position(record));
      monitor.defectLogged();
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.requests())) {
      request(record);
    } else if (record.topic().equals(topics.replies())) {
      reply(record);
    } else {
      command(record);
    }
  }

  private void command(ConsumerRecord<byte[], byte[]> record) {
    try {
      Command command = commandDecoder.decode(record);
      int home = homes.ofCommand(record, command.requestId());
      if (home == record.partition()) {
        commands.accept(command);
      } else {
        publisher.publish(Batch.of(record.partition()).reroute(position(record), home).build());
      }
    } catch (NotACommandException e) {
      setAside(record, e.error(), e.technically());
    }
  }

  private void request(ConsumerRecord<byte[], byte[]> record) {
    Decoded decoded = requests.decode(record);
    if (decoded instanceof Decoded.Unreadable unreadable) {
      setAside(record, unreadable.error(), unreadable.cause());
      return;
    }
    int home = homes.ofRequest(record, decoded.id());
    if (home != record.partition()) {
      publisher.publish(Batch.of(record.partition()).reroute(position(record), home).build());
    } else if (decoded instanceof Decoded.Readable readable) {
      TaskRequest request = readable.request();
      submitter.accept(request, commands.calledOff(request.partition(), request.id()));
    } else if (decoded instanceof Decoded.Invalid invalid) {
      submitter.reject(invalid.id(), invalid.origin(), invalid.error());
    }
  }

  private void reply(ConsumerRecord<byte[], byte[]> record) {
    try {
      ToolReply reply = replies.decode(record);
      int home = reply.correlationId().partition();
      if (home == record.partition()) {
        toolReplies.accept(reply);
      } else if (home < partitions.getAsInt()) {
        publisher.publish(Batch.of(record.partition()).reroute(position(record), home).build());
      } else {
        setAside(
            record,
            TaskError.of(
                ErrorCode.TOOL_CALL_UNKNOWN,
                "the correlation id names partition " + home + ", which does not exist"),
            null);
      }
    } catch (NotAReplyException e) {
      setAside(record, e.error(), e.technically());
    }
  }

  private void setAside(ConsumerRecord<byte[], byte[]> record, TaskError error, String cause) {
    DeadLetter letter = new DeadLetter(position(record), error.code(), error.message(), cause);
    publisher.publish(Batch.of(record.partition()).deadLetter(letter).build());
  }

  private static SourcePosition position(ConsumerRecord<byte[], byte[]> record) {
    return new SourcePosition(record.topic(), record.partition(), record.offset());
  }
}
