package io.taskbridge.bench;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The micro-benchmarks of the pure core: nanoseconds for each operation, by JMH. */
final class MicroScenario implements Scenario {
  private static final int QUICK_BELOW_TASKS = 10_000;

  @Override
  public void run(BenchOptions options, Consumer<Figures> report) throws Exception {
    boolean quick = options.tasks() < QUICK_BELOW_TASKS;
    OptionsBuilder jmh = new OptionsBuilder();
    jmh.include("io\\.taskbridge\\..*Benchmark")
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(1)
        .warmupIterations(quick ? 1 : 3)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(quick ? 1 : 5)
        .measurementTime(TimeValue.seconds(1))
        .verbosity(VerboseMode.SILENT);
    Figures figures = new Figures("micro");
    for (RunResult result : new Runner(jmh.build()).run()) {
      String[] name = result.getParams().getBenchmark().split("\\.");
      String subject = name[name.length - 2].replace("Benchmark", "");
      figures.put(
          subject + "." + name[name.length - 1] + "_ns", result.getPrimaryResult().getScore());
    }
    report.accept(figures);
  }
}
