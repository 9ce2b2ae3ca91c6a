package io.taskbridge.app;

import io.taskbridge.submission.LedgerSurvey;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Says once when the ledgers cannot be read on which it depends what came of a submission, and once
 * when they can again. Lives on the bridge's thread.
 */
final class SurveyLog implements LedgerSurvey {
  private static final Logger LOG = Logger.getLogger(SurveyLog.class);

  private final LedgerSurvey survey;
  private boolean failing;

  SurveyLog(LedgerSurvey survey) {
    this.survey = survey;
  }

  @Override
  public CompletionStage<Survey> survey() {
    return survey
        .survey()
        .whenComplete(
            (found, unreadable) -> {
              if (unreadable != null && !failing) {
                LOG.warn(
                    "submissions without a clear answer are not judged, because the ledgers of all"
                        + " partitions could not be read; trying again every few seconds",
                    unreadable);
              } else if (unreadable == null && failing) {
                LOG.info("the ledgers of all partitions can be read again");
              }
              failing = unreadable != null;
            });
  }
}
