package io.taskbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskbridge.docs.SettingsSource.Setting;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of settings are made of the settings. {@code -Ddocs.update} writes them anew. */
class ConfigDocsTest {
  private static final String SECTION = "settings";
  private static final String NO_DEFAULT = "–";

  /** What a deployment has to know: the rest has defaults that are good for most. */
  private static final List<String> EVERY_DEPLOYMENT =
      List.of(
          "bridge.api.url",
          "bridge.api.key",
          "bridge.api.key-file",
          "bridge.group-id",
          "bridge.instance-id",
          "bridge.topics.create",
          "bridge.topics.partitions",
          "bridge.topics.replication-factor",
          "bridge.poll.interval",
          "bridge.max-in-flight");

  private final List<Setting> settings = SettingsSource.read();

  @Test
  void shouldListEverySetting() {
    Map<String, List<Setting>> groups =
        settings.stream()
            .collect(
                Collectors.groupingBy(
                    Setting::group, java.util.LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (title, members) -> {
          text.append("### ").append(title.isEmpty() ? "The bridge" : title).append("\n\n");
          text.append("| property | environment variable | default | meaning |\n");
          text.append("|---|---|---|---|\n");
          members.forEach(setting -> text.append(longRow(setting)));
          text.append('\n');
        });
    shouldRead("src/docs/settings.md", text.toString());
  }

  @Test
  void shouldListInTheReadmeWhatEveryDeploymentKnows() {
    Map<String, Setting> byName =
        settings.stream().collect(Collectors.toMap(Setting::property, setting -> setting));
    assertThat(byName).containsKeys(EVERY_DEPLOYMENT.toArray(String[]::new));
    String rows =
        Stream.concat(Stream.of(kafka()), EVERY_DEPLOYMENT.stream().map(byName::get))
            .map(ConfigDocsTest::shortRow)
            .collect(Collectors.joining());
    shouldRead("README.md", "| environment variable | default | meaning |\n|---|---|---|\n" + rows);
  }

  private static void shouldRead(String file, String table) {
    Document document = Document.read(file);
    if (System.getProperty("docs.update") != null) {
      document.withSection(SECTION, table).write();
      return;
    }
    assertThat(document.section(SECTION))
        .as(
            "the settings in %s; bring them up to date with"
                + " mvn test -Dtest=ConfigDocsTest -Ddocs.update",
            file)
        .isEqualTo(table);
  }

  /** Not the bridge's own setting, but the first that everybody needs. */
  private static Setting kafka() {
    String property = "kafka.bootstrap.servers";
    String fallback =
        Document.read("src/main/resources/application.properties")
            .text()
            .lines()
            .filter(line -> line.startsWith(property + "="))
            .map(line -> line.substring(property.length() + 1))
            .findFirst()
            .orElseThrow();
    return new Setting("", property, fallback, "The brokers to begin with, host:port by comma.");
  }

  private static String longRow(Setting setting) {
    return "| `%s` | `%s` | %s | %s |\n"
        .formatted(setting.property(), setting.environment(), fallback(setting), meaning(setting));
  }

  private static String shortRow(Setting setting) {
    return "| `%s` | %s | %s |\n"
        .formatted(setting.environment(), fallback(setting), meaning(setting));
  }

  private static String fallback(Setting setting) {
    return setting.fallback() == null ? NO_DEFAULT : "`" + setting.fallback() + "`";
  }

  private static String meaning(Setting setting) {
    return setting.meaning().replace("|", "\\|");
  }
}
