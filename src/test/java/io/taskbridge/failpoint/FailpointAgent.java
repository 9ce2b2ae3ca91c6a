package io.taskbridge.failpoint;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/** Weaves calls of {@link Failpoints} into the bridge while its classes are loaded. */
public final class FailpointAgent {
  /**
   * The file that names the point, how many times it is passed, the request, and the signal: {@code
   * KILL}, or {@code STOP}.
   */
  public static final String ARMED = "armed";

  /** The name of that file once the point is reached. */
  public static final String FIRED = "fired";

  /** Tells a process that was stopped at a point, and not killed, that it may go on from there. */
  public static final String THAWED = "thawed";

  private FailpointAgent() {}

  /** Called by the JVM with the folder in which points are armed. */
  public static void premain(String folder, Instrumentation instrumentation) throws IOException {
    Failpoints.armedIn(Path.of(folder));
    AgentBuilder agent = new AgentBuilder.Default().disableClassFormatChanges();
    agent = woven(agent, "kafka.TransactionWriter", "transaction", Transaction.class);
    agent = woven(agent, "kafka.TransactionWriter", "commitSurely", Commit.class);
    agent = woven(agent, "kafka.LogQueue", "add", Queued.class);
    agent = woven(agent, "kafka.LatestEntries", "add", Restore.class);
    agent = woven(agent, "taskapi.RestTaskApi", "submit", Submit.class);
    agent = woven(agent, "taskapi.RestTaskApi", "send", Send.class);
    agent = woven(agent, "taskapi.Exchange", "answering", Answered.class);
    agent.installOn(instrumentation);
  }

  private static AgentBuilder woven(
      AgentBuilder agent, String type, String method, Class<?> advice) {
    return agent
        .type(named("io.taskbridge." + type))
        .transform(
            (builder, found, loader, module, domain) ->
                builder.visit(Advice.to(advice).on(named(method))));
  }

  /** Around {@code TransactionWriter.transaction}. */
  public static final class Transaction {
    private Transaction() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) Object group) {
      Failpoints.transaction(group);
    }
  }

  /** Around {@code TransactionWriter.commitSurely}. */
  public static final class Commit {
    private Commit() {}

    @Advice.OnMethodEnter
    static void enter() {
      Failpoints.beforeCommit();
    }

    @Advice.OnMethodExit
    static void exit() {
      Failpoints.afterCommit();
    }
  }

  /** Before {@code LogQueue.add}. */
  public static final class Queued {
    private Queued() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) Object batch) {
      Failpoints.queued(batch);
    }
  }

  /** Before {@code LatestEntries.add}. */
  public static final class Restore {
    private Restore() {}

    @Advice.OnMethodEnter
    static void enter() {
      Failpoints.reached("MID_RESTORE");
    }
  }

  /** Before {@code RestTaskApi.submit}. */
  public static final class Submit {
    private Submit() {}

    @Advice.OnMethodEnter
    static void enter() {
      Failpoints.reached("BEFORE_POST");
    }
  }

  /** Before {@code RestTaskApi.send}. */
  public static final class Send {
    private Send() {}

    @Advice.OnMethodEnter
    static void enter() {
      Failpoints.reached("REPLY_BEFORE_SEND");
    }
  }

  /** Before {@code Exchange.answering}. */
  public static final class Answered {
    private Answered() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) Object response) {
      Failpoints.answered(response);
    }
  }
}
