package io.taskbridge.sandbox.api;

/**
 * A script, fault or setting that cannot be understood; the message is a sentence for its author.
 */
final class ScriptException extends RuntimeException {

  ScriptException(String sentence) {
    super(sentence, null, false, false);
  }
}
