package io.taskbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.submission.LedgerSurvey.Survey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SurveyLogTest {
  private static final Logger LOGGER = Logger.getLogger(SurveyLog.class.getName());

  private final Deque<CompletionStage<Survey>> answers = new ArrayDeque<>();
  private final SurveyLog log = new SurveyLog(answers::remove);
  private final List<String> lines = new ArrayList<>();
  private final Handler noting =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getLevel() + " " + line.getMessage() + " " + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(noting);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(noting);
  }

  @Test
  void shouldSayOnceWhyLedgersCannotBeReadAndOnceThatTheyCan() {
    look(unreadable());
    assertThat(lines).singleElement().asString().startsWith("WARN").contains("no right to read");

    look(unreadable());
    assertThat(lines).hasSize(1);
    look(readable());
    look(readable());

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith("INFO").contains("can be read again");
  }

  private void look(CompletionStage<Survey> answer) {
    answers.add(answer);
    assertThat(log.survey()).isNotNull();
  }

  private static CompletionStage<Survey> unreadable() {
    return CompletableFuture.failedFuture(new IllegalStateException("no right to read"));
  }

  private static CompletionStage<Survey> readable() {
    return CompletableFuture.completedFuture(new Survey(Set.of(), Set.of(), List.of(), List.of()));
  }
}
