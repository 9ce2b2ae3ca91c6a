package io.taskbridge.sandbox.api;

import java.util.Map;

/** What a multipart body held: plain fields and at most one file per name. */
record Form(Map<String, String> fields, Map<String, Upload> files) {

  /**
   * An uploaded file.
   *
   * @param fileName as the client named it; may be empty
   */
  record Upload(String fileName, byte[] content) {}
}
