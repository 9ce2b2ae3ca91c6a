package io.taskbridge.docs;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The bridge's sources, as the compiler's parser sees them. */
final class Sources {
  private static final Path MAIN = Path.of("src/main/java");

  private Sources() {}

  /**
   * A call with a constant text among its arguments.
   *
   * @param method as it is written, e.g. {@code registry.counter}
   * @param text the first of its arguments that is a constant string
   */
  record Call(String method, String text) {}

  /** Every call in the bridge's sources that has a constant text among its arguments. */
  static List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    parse(javaFiles())
        .forEach(
            unit ->
                new TreeScanner<Void, Void>() {
                  @Override
                  public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                    call.getArguments().stream()
                        .flatMap(argument -> constant(argument).stream())
                        .findFirst()
                        .ifPresent(
                            text -> calls.add(new Call(call.getMethodSelect().toString(), text)));
                    return super.visitMethodInvocation(call, nothing);
                  }
                }.scan(unit, null));
    return calls;
  }

  /** Everything that the bridge's sources say, as one text. */
  static String text() {
    StringBuilder text = new StringBuilder();
    javaFiles().forEach(file -> text.append(Document.read(file.toString()).text()));
    return text.toString();
  }

  static List<CompilationUnitTree> parse(List<Path> files) {
    return new ArrayList<>(task(files).units());
  }

  /** A parser's task, which the documentation comments hang on. */
  record Parsed(JavacTask task, List<CompilationUnitTree> units) {}

  static Parsed task(List<Path> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      return new Parsed(task, units);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> javaFiles() {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of a string literal, or of several that are joined by plus. */
  private static Optional<String> constant(ExpressionTree tree) {
    if (tree instanceof LiteralTree literal && literal.getValue() instanceof String text) {
      return Optional.of(text);
    }
    if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
      return constant(sum.getLeftOperand())
          .flatMap(left -> constant(sum.getRightOperand()).map(left::concat));
    }
    return Optional.empty();
  }
}
