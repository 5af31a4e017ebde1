// Charts by ECharts: what they show stands as JSON beside them, their colours are the page's. Each has its table, which says the same.
// A chart is bars that lie, one row per label: {labels, series: [{name, tone, values, notes, urls}], percent}.
const drawn = new Map();

function colours(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return { ink: of("ink"), quiet: of("ink-2"), line: of("line"), face: style.fontFamily, of };
}

function options(data, element) {
  const { ink, quiet, line, face, of } = colours(element);
  const stacked = data.series.length > 1;
  const wide = element.clientWidth > 560;
  const text = { fontFamily: face, fontSize: 12, color: ink };
  return {
    animation: false,
    textStyle: text,
    grid: { left: wide ? 160 : 96, right: stacked ? 16 : 96, top: 4, bottom: 24 },
    xAxis: {
      type: "value", max: data.percent ? 100 : undefined, minInterval: 1, splitNumber: wide ? 5 : 2,
      axisLabel: { ...text, color: quiet, formatter: data.percent ? "{value} %" : undefined }, splitLine: { lineStyle: { color: line } },
    },
    yAxis: {
      type: "category", inverse: true, data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
      axisLabel: { ...text, width: wide ? 148 : 84, overflow: "truncate" },
    },
    series: data.series.map((one) => ({
      type: "bar", name: one.name, stack: stacked ? "all" : undefined, barMaxWidth: 24, cursor: one.urls ? "pointer" : "default",
      itemStyle: { color: of(one.tone) },
      data: one.values.map((value, at) => ({ value, note: one.notes?.[at] ?? "" })),
      label: { show: !stacked, position: "right", ...text, formatter: (shown) => shown.data.note || String(shown.value) },
    })),
  };
}

function draw(element) {
  const data = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  const chart = drawn.get(element) ?? echarts.init(element, null, { height: data.labels.length * 34 + 32 });
  if (!drawn.has(element)) {
    drawn.set(element, chart);
    chart.on("click", (event) => {
      const url = data.series[event.seriesIndex]?.urls?.[event.dataIndex];
      if (url) location.assign(url);
    });
    new ResizeObserver(() => chart.resize({ width: element.clientWidth }) || chart.setOption(options(data, element), true)).observe(element);
  }
  chart.setOption(options(data, element), true);
}

function drawAll() {
  for (const element of document.querySelectorAll("[data-chart]")) draw(element);
}

drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
