// Charts by ECharts: what they show stands as JSON beside them, their colours are the page's. Each has its table, which says the same.
// A chart is bars that lie, one row per label: {labels, series: [{name, tone, values, notes, urls, from, points}], percent, compact, along}.
// A series with `from` is a range from there to its value; one with `points` is marks; `compact` writes the axis short.
// With `along` the labels are times, and each series is a line along them that breaks where it has no value.
const drawn = new Map();

function colours(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return { ink: of("ink"), quiet: of("ink-2"), line: of("line"), face: style.fontFamily, of };
}

function written(data) {
  const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
  return data.percent ? "{value} %" : data.compact ? (value) => short.format(value) : undefined;
}

// The highest figure has its words beside it, the others have theirs under the hand.
function top(values) {
  return values.indexOf(Math.max(...values.filter((value) => value !== null)));
}

function along(data, element) {
  const { ink, quiet, line, face, of } = colours(element);
  const text = { fontFamily: face, fontSize: 12, color: ink };
  const few = data.labels.length <= 60;
  return {
    animation: false,
    textStyle: text,
    grid: { left: 56, right: 48, top: 28, bottom: 28 },
    xAxis: { type: "category", data: data.labels, axisLabel: { ...text, color: quiet, hideOverlap: true }, axisLine: { lineStyle: { color: line } } },
    yAxis: { type: "value", axisLabel: { ...text, color: quiet, formatter: written(data) }, splitLine: { lineStyle: { color: line } } },
    series: data.series.map((one) => ({
      name: one.name, type: "line", symbol: "circle", symbolSize: 7, showSymbol: few, cursor: one.urls ? "pointer" : "default",
      itemStyle: { color: of(one.tone) }, lineStyle: { color: of(one.tone), width: 2 },
      label: { ...text, position: "top", formatter: (shown) => shown.data.note },
      emphasis: { label: { show: true } },
      data: one.values.map((value, at) => ({ value, note: one.notes?.[at] ?? "", label: { show: at === top(one.values) } })),
    })),
  };
}

function options(data, element) {
  if (data.along) return along(data, element);
  const { ink, quiet, line, face, of } = colours(element);
  const stacked = data.series.length > 1;
  const wide = element.clientWidth > 560;
  const text = { fontFamily: face, fontSize: 12, color: ink };
  return {
    animation: false,
    textStyle: text,
    grid: { left: wide ? 160 : 96, right: stacked && !data.compact ? 16 : 96, top: 4, bottom: 24 },
    xAxis: {
      type: "value", max: data.percent ? 100 : undefined, minInterval: 1, splitNumber: wide ? 5 : 2,
      axisLabel: { ...text, color: quiet, formatter: written(data) }, splitLine: { lineStyle: { color: line } },
    },
    yAxis: {
      type: "category", inverse: true, data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
      axisLabel: { ...text, width: wide ? 148 : 84, overflow: "truncate" },
    },
    series: data.series.flatMap((one) => drawnAs(one, data, stacked, text, of)),
  };
}

function drawnAs(one, data, stacked, text, of) {
  const noted = (value, at) => ({ value, note: one.notes?.[at] ?? "" });
  const label = { show: !stacked || Boolean(one.notes), position: "right", ...text, formatter: (shown) => shown.data.note || (stacked ? "" : String(shown.value)) };
  const common = { name: one.name, cursor: one.urls ? "pointer" : "default", itemStyle: { color: of(one.tone) } };
  const bar = { type: "bar", barMaxWidth: 24, barGap: "-100%" };
  if (one.points) {
    const marks = one.values.flatMap((value, at) => (value === null ? [] : [[value, at]]));
    return [{ ...common, type: "line", data: marks, symbol: "diamond", symbolSize: 11, showSymbol: true, lineStyle: { opacity: 0 }, z: 4 }];
  }
  if (one.from) {
    const blank = { ...bar, stack: one.name, silent: true, itemStyle: { color: "transparent" }, data: one.from };
    return [blank, { ...common, ...bar, stack: one.name, data: one.values.map((value, at) => noted(value === null ? null : value - one.from[at], at)), label }];
  }
  return [{ ...common, ...bar, stack: stacked && !data.compact ? "all" : undefined, data: one.values.map(noted), label }];
}

function draw(element) {
  const data = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  const chart = drawn.get(element) ?? echarts.init(element, null, { height: data.along ? 260 : data.labels.length * 34 + 32 });
  if (!drawn.has(element)) {
    drawn.set(element, chart);
    chart.on("click", (event) => {
      const url = data.series.find((one) => one.name === event.seriesName && one.urls)?.urls[event.dataIndex];
      if (url) location.assign(url);
    });
    new ResizeObserver(() => chart.resize({ width: element.clientWidth }) || chart.setOption(options(data, element), true)).observe(element);
  }
  chart.setOption(options(data, element), true);
}

function drawAll() {
  for (const element of drawn.keys()) if (!element.isConnected) drawn.get(element).dispose() || drawn.delete(element);
  for (const element of document.querySelectorAll("[data-chart]")) draw(element);
}

drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
