package io.taskbridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class CostChartTest {
  @Test
  void shouldDrawEachPointOnBothLines(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("cost.svg");

    CostChart.write(
        file,
        List.of(new CostChart.Point(1_000, 0.01, 30), new CostChart.Point(50_000, 0.25, 62.5)));

    Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(4);
  }
}
