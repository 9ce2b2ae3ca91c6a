package io.taskbridge.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Draws what a standing load costs: processor time and memory over tasks in flight. */
final class CostChart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 300;
  private static final int LEFT = 60;
  private static final int RIGHT = 60;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final int LINES = 4;
  private static final String CPU = "#1f6feb";
  private static final String MEMORY = "#bf5700";

  private CostChart() {}

  /** What so many tasks cost. */
  record Point(int tasks, double cores, double heapMib) {}

  static void write(Path file, List<Point> points) throws IOException {
    double mostTasks = points.stream().mapToInt(Point::tasks).max().orElse(1);
    double mostCores = nice(points.stream().mapToDouble(Point::cores).max().orElse(1));
    double mostHeap = nice(points.stream().mapToDouble(Point::heapMib).max().orElse(1));
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\""
                + " height=\"100%%\" fill=\"#fff\"/>%n",
            WIDTH, HEIGHT));
    svg.append(text(LEFT, TOP - 18, "start", CPU, "processor cores"));
    svg.append(text(WIDTH - RIGHT, TOP - 18, "end", MEMORY, "live heap, MiB"));
    svg.append(text(WIDTH / 2.0, HEIGHT - 10, "middle", "#333", "tasks in flight"));
    for (int i = 0; i <= LINES; i++) {
      double share = i / (double) LINES;
      double y = y(share);
      svg.append(
          format(
              "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
              LEFT, y, WIDTH - RIGHT, y));
      svg.append(text(LEFT - 8, y + 4, "end", CPU, number(mostCores * share)));
      svg.append(text(WIDTH - RIGHT + 8, y + 4, "start", MEMORY, number(mostHeap * share)));
    }
    for (Point point : points) {
      double x = x(point.tasks() / mostTasks);
      svg.append(text(x, HEIGHT - BOTTOM + 18, "middle", "#333", format("%,d", point.tasks())));
    }
    svg.append(line(points, mostTasks, CPU, point -> point.cores() / mostCores));
    svg.append(line(points, mostTasks, MEMORY, point -> point.heapMib() / mostHeap));
    Files.writeString(file, svg.append("</svg>\n"));
  }

  private static String line(
      List<Point> points, double mostTasks, String colour, ToDoubleFunction<Point> height) {
    StringBuilder path = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (Point point : points) {
      double x = x(point.tasks() / mostTasks);
      double y = y(height.applyAsDouble(point));
      path.append(format("%s%.1f,%.1f", path.isEmpty() ? "" : " ", x, y));
      dots.append(
          format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n", x, y, colour));
    }
    return format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            path, colour)
        + dots;
  }

  private static double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double share) {
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  /** The next of 1, 2 or 5 times a power of ten. */
  private static double nice(double most) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-3))));
    for (double factor : new double[] {1, 2, 5}) {
      if (most <= factor * power) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? format("%.0f", value) : format("%.3g", value);
  }

  private static String text(double x, double y, String anchor, String colour, String text) {
    return format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
        x, y, anchor, colour, text);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
