package io.taskbridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.taskbridge.kafka.JsonDocuments.NotJsonException;
import io.taskbridge.kafka.OutputCheck.Judgement;
import io.taskbridge.task.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges by JSON Schema, 2020-12 unless {@code $schema} names another version. Nothing that a
 * schema refers to is fetched or read, and its patterns have a limited number of steps. Lives on
 * one thread.
 */
final class SchemaJudge {
  private static final int MOST_ERRORS = 5;
  private static final int LONGEST_ERROR = 300;
  private static final int COMPILED = 64;
  private static final long MOST_STEPS = 2_000_000;

  private final SchemaRegistryConfig config =
      SchemaRegistryConfig.builder()
          .regularExpressionFactory(
              pattern -> {
                Pattern compiled = Pattern.compile(pattern);
                return text -> find(compiled, text);
              })
          .build();

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaRegistryConfig(config)
                  .schemaCacheEnabled(false)
                  .schemaLoader(
                      loader ->
                          loader
                              .fetchRemoteResources(false)
                              .block(iri -> !iri.toString().contains("://json-schema.org/"))));

  private final Map<Json, Schema> compiled =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Json, Schema> eldest) {
          return size() > COMPILED;
        }
      };

  private long steps;

  Judgement judge(Json schema, Json output) throws NotJsonException {
    steps = 0;
    Schema known = compiled.get(schema);
    if (known == null) {
      known = compile(read(schema));
      compiled.put(schema, known);
    }
    List<Error> errors = known.validate(read(output));
    if (steps > MOST_STEPS) {
      throw new IllegalStateException("a pattern takes too many steps");
    }
    return new Judgement(errors.stream().limit(MOST_ERRORS).map(SchemaJudge::sentence).toList());
  }

  /** A schema that is none would be judged by in some way that nobody meant. */
  private Schema compile(JsonNode schema) {
    String version =
        schema.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
    Schema ofSchemas = registry.getSchema(SchemaLocation.of(version));
    if (!ofSchemas.validate(schema).isEmpty()) {
      throw new IllegalArgumentException("not a JSON Schema");
    }
    return registry.getSchema(schema);
  }

  private static JsonNode read(Json json) throws NotJsonException {
    return JsonDocuments.read(json.text().getBytes(StandardCharsets.UTF_8));
  }

  private static String sentence(Error error) {
    String place = error.getInstanceLocation().toString();
    String text = (place.isEmpty() ? "the output" : place) + ": " + error.getMessage();
    return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR - 1) + "…";
  }

  private boolean find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(new Counted(text));
    return matcher.find();
  }

  /** A pattern that tries too many ways must come to an end. */
  private final class Counted implements CharSequence {
    private final CharSequence text;

    Counted(CharSequence text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MOST_STEPS) {
        throw new IllegalStateException("a pattern takes too many steps");
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end));
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
