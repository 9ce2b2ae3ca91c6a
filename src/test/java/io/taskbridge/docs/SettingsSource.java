package io.taskbridge.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings as they are declared, in the order in which they are declared. */
final class SettingsSource {
  private static final Path FILE = Path.of("src/main/java/io/taskbridge/app/BridgeConfig.java");
  private static final String PREFIX = "bridge";

  private final DocTrees docs;
  private final TreePath unit;
  private final Map<String, ClassTree> groups = new LinkedHashMap<>();
  private final List<Setting> settings = new ArrayList<>();

  /**
   * One setting.
   *
   * @param group what the settings beside it are about; empty for those that belong to none
   * @param fallback null when there is none
   */
  record Setting(String group, String property, String fallback, String meaning) {
    String environment() {
      return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
  }

  private SettingsSource(Sources.Parsed parsed) {
    this.docs = DocTrees.instance(parsed.task());
    this.unit = new TreePath(parsed.units().get(0));
  }

  static List<Setting> read() {
    SettingsSource source = new SettingsSource(Sources.task(List.of(FILE)));
    ClassTree config = (ClassTree) source.unit.getCompilationUnit().getTypeDecls().get(0);
    for (Tree member : config.getMembers()) {
      if (member instanceof ClassTree group) {
        source.groups.put(group.getSimpleName().toString(), group);
      }
    }
    source.collect(PREFIX, "", config);
    return source.settings;
  }

  private void collect(String prefix, String title, ClassTree type) {
    TreePath path = new TreePath(unit, type);
    List<MethodTree> nested = new ArrayList<>();
    for (Tree member : type.getMembers()) {
      if (member instanceof MethodTree method) {
        if (groups.containsKey(method.getReturnType().toString())) {
          nested.add(method);
        } else {
          String name = prefix + "." + kebab(method.getName().toString());
          String meaning = sentence(new TreePath(path, method));
          settings.add(new Setting(title, name, fallback(method), meaning));
        }
      }
    }
    for (MethodTree method : nested) {
      ClassTree group = groups.get(method.getReturnType().toString());
      String about = sentence(new TreePath(path, group)).replaceFirst("\\.$", "");
      collect(prefix + "." + kebab(method.getName().toString()), about, group);
    }
  }

  private String sentence(TreePath path) {
    String comment = docs.getDocComment(path);
    if (comment == null) {
      throw new AssertionError("a setting has no Javadoc: " + path.getLeaf());
    }
    return comment.strip().replaceAll("\\s+", " ").replaceAll("\\{@code ([^}]*)}", "`$1`");
  }

  private static String fallback(MethodTree method) {
    for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
      if (annotation.getAnnotationType().toString().equals("WithDefault")) {
        ExpressionTree value = annotation.getArguments().get(0);
        ExpressionTree literal =
            value instanceof AssignmentTree assignment ? assignment.getExpression() : value;
        return (String) ((LiteralTree) literal).getValue();
      }
    }
    return null;
  }

  private static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
