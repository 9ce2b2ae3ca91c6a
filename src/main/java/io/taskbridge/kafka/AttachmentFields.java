package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskbridge.task.Attachment;
import io.taskbridge.task.AttachmentLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code bridge.attachments}. Complaints name an attachment by its place, and quote nothing
 * of its content or address.
 */
final class AttachmentFields {
  static final int LONGEST_PURPOSE = 64;
  private static final int LONGEST_NAME = 255;
  private static final Set<String> KNOWN = Set.of("name", "purpose", "content_base64", "url");

  private final AttachmentLimits limits;
  private final List<String> complaints;
  private long total;

  private AttachmentFields(AttachmentLimits limits, List<String> complaints) {
    this.limits = limits;
    this.complaints = complaints;
  }

  /**
   * The attachments as far as they make sense.
   *
   * @param complaints gets a sentence for each fault
   */
  static List<Attachment> read(JsonNode node, AttachmentLimits limits, List<String> complaints) {
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isArray() || node.size() > AttachmentLimits.MOST) {
      complaints.add(
          "'bridge.attachments' must be a list of at most " + AttachmentLimits.MOST + " objects");
      return List.of();
    }
    AttachmentFields fields = new AttachmentFields(limits, complaints);
    List<Attachment> attachments = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      Attachment attachment =
          fields.attachment(JsonDocuments.given(node.get(i)), "'bridge.attachments[" + i + "]'");
      if (attachment != null) {
        attachments.add(attachment);
      }
    }
    if (fields.total > limits.maxTotalBytes()) {
      complaints.add(
          "the attachments have "
              + fields.total
              + " bytes together, more than the "
              + limits.maxTotalBytes()
              + " that bridge.attachments.max-total-bytes allows");
    }
    return attachments;
  }

  private Attachment attachment(JsonNode node, String where) {
    int before = complaints.size();
    if (!node.isObject()) {
      complaints.add(where + " must be an object with 'name' and 'content_base64' or 'url'");
      return null;
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KNOWN.contains(name)) {
        complaints.add(
            where
                + " has an unknown field; known are "
                + String.join(", ", KNOWN.stream().sorted().toList()));
      }
    }
    String name = name(node.path("name"), where);
    String purpose = purpose(node.path("purpose"), where);
    Attachment.Content content = content(node, where);
    return complaints.size() > before ? null : new Attachment(name, purpose, content);
  }

  private String name(JsonNode node, String where) {
    String name = node.isTextual() ? node.textValue() : "";
    boolean fits =
        !name.isBlank()
            && name.length() <= LONGEST_NAME
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    if (!fits) {
      complaints.add(
          where
              + " needs a 'name': a file name of 1 to "
              + LONGEST_NAME
              + " characters, without a path");
    }
    return name;
  }

  /** Any text will do: the API takes it for a description. */
  private String purpose(JsonNode node, String where) {
    if (node.isMissingNode()) {
      return null;
    }
    if (!node.isTextual() || node.textValue().length() > LONGEST_PURPOSE) {
      complaints.add(
          where + " has a 'purpose' that is no text of at most " + LONGEST_PURPOSE + " characters");
    }
    return node.textValue();
  }

  private Attachment.Content content(JsonNode node, String where) {
    JsonNode inline = node.path("content_base64");
    JsonNode url = node.path("url");
    if (inline.isMissingNode() == url.isMissingNode()) {
      complaints.add(where + " must have either 'content_base64' or 'url'");
      return null;
    }
    return inline.isMissingNode() ? remote(url, where) : inline(inline, where);
  }

  private Attachment.Content inline(JsonNode node, String where) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(node.isTextual() ? node.textValue() : "?");
    } catch (IllegalArgumentException e) {
      complaints.add(where + " has a 'content_base64' that is not base64; encode the file anew");
      return null;
    }
    total += bytes.length;
    if (bytes.length > limits.maxBytes()) {
      complaints.add(
          where
              + " has "
              + bytes.length
              + " bytes, more than the "
              + limits.maxBytes()
              + " that bridge.attachments.max-bytes allows");
    }
    return new Attachment.Content.Inline(bytes);
  }

  private Attachment.Content remote(JsonNode node, String where) {
    try {
      URI url = new URI(node.isTextual() ? node.textValue() : "");
      if (url.isAbsolute() && url.getHost() != null) {
        return new Attachment.Content.Remote(url);
      }
    } catch (URISyntaxException notAnAddress) {
      // Complained about below, together with what is relative or names no host.
    }
    complaints.add(where + " has a 'url' that is no address like https://host/path");
    return null;
  }
}
