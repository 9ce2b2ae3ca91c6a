"use strict";
/* Two charts over the last ten minutes. Colours come from the style sheet, so that they follow the theme. */
const Charts = (() => {
  const SERIES = {
    flow: [["requests", "requests", "--running"], ["results", "results", "--collecting"],
      ["tool calls", "tool_calls", "--waiting"], ["API calls", "api_calls", "--other"]],
    flight: [["in flight", "in_flight", "--running"]],
  };
  const LONGEST = 300;
  let points = [];
  let plots = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const data = (series) => [points.map((p) => p.at / 1000), ...series.map(([, key]) => points.map((p) => p[key]))];

  function plot(element, series) {
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
    const options = {
      width: Math.max(200, element.clientWidth),
      height: 190,
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: (u, low, high) => [0, Math.max(1, (high || 0) * 1.1)] } },
      axes: [axis, { ...axis, size: 46 }],
      series: [{}, ...series.map(([label, , name]) => ({ label, stroke: colour(name), width: 2, points: { show: false } }))],
    };
    return { chart: new uPlot(options, data(series), element), element, series };
  }

  function draw() {
    plots.forEach((each) => each.chart.destroy());
    plots = [plot(document.getElementById("flow-chart"), SERIES.flow), plot(document.getElementById("flight-chart"), SERIES.flight)];
  }

  const resize = () => plots.forEach(({ chart, element }) => chart.setSize({ width: Math.max(200, element.clientWidth), height: 190 }));

  return {
    begin(first) {
      points = first.slice(-LONGEST);
      draw();
    },
    add(point) {
      if (points.length && points[points.length - 1].at >= point.at) return;
      points.push(point);
      if (points.length > LONGEST) points.shift();
      plots.forEach(({ chart, series }) => chart.setData(data(series)));
    },
    recolour: draw,
    resize,
  };
})();
