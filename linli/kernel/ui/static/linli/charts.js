/* Draws every <div data-chart="id"> from the JSON script of that id: {kind, unit, name, labels, values, urls, parts}.
   The table beside it holds the same numbers; it stays open where nothing can be drawn. */
(function () {
  "use strict";

  if (!window.echarts) return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const palette = [colour("--linli-blue"), colour("--linli-red"), "#5b8c5a", "#c08a2d", "#6b6fa8", "#4d9a9a", "#96724f"];
  const text = { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("--linli-muted"), fontSize: 13 };
  const MANY = 12;
  const FEW = 5;
  const NARROW = 480;
  const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function points(data) {
    return data.values.map((value, place) => ({
      value,
      name: data.labels[place],
      url: data.urls ? data.urls[place] : null,
      part: data.parts ? data.parts[place] : null,
    }));
  }

  function wording(data) {
    return (point) => {
      const part = point.data.part ? `\n${point.data.part[0]} / ${point.data.part[1]}` : "";
      const value = point.value === null || point.value === undefined ? "—" : Number(point.value).toLocaleString("zh-CN");
      return `${point.name}\n${value} ${data.unit || ""}${part}`;
    };
  }

  /* Names of places are all shown: broken into lines under upright bars. Months may leave some out. */
  function nameLabels(data, lies, width) {
    if (data.kind === "line") return { ...text, hideOverlap: true };
    if (lies) return { ...text, interval: 0 };
    const room = Math.max(34, Math.floor((width - 70) / data.labels.length) - 6);
    return { ...text, interval: 0, width: room, overflow: "break", lineHeight: 17 };
  }

  function axes(data, lies, width) {
    const names = {
      type: "category",
      data: data.labels,
      inverse: lies,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour("--linli-line") } },
      axisLabel: nameLabels(data, lies, width),
    };
    const numbers = {
      type: "value",
      name: data.unit,
      nameTextStyle: text,
      ...(lies ? { nameLocation: "middle", nameGap: 30, splitNumber: width < NARROW ? 3 : 5 } : {}),
      axisLabel: { ...text, hideOverlap: true },
      splitLine: { lineStyle: { color: colour("--linli-line-soft") } },
    };
    return lies ? { xAxis: numbers, yAxis: names } : { xAxis: names, yAxis: numbers };
  }

  function series(data) {
    if (data.kind === "pie") {
      return { type: "pie", radius: ["45%", "72%"], data: points(data), label: { ...text, formatter: "{b} {c}" } };
    }
    if (data.kind === "line") {
      return { type: "line", data: points(data), symbolSize: 7, lineStyle: { width: 2.5 } };
    }
    return { type: "bar", data: points(data), barMaxWidth: 36, cursor: data.urls ? "pointer" : "default" };
  }

  function isLying(data, width) {
    const most = width < NARROW ? FEW : MANY;
    return data.kind === "hbar" || (data.kind === "bar" && data.labels.length > most);
  }

  function option(data, width) {
    const frame = data.kind === "pie" ? {} : axes(data, isLying(data, width), width);
    return {
      ...frame,
      color: palette,
      textStyle: text,
      animation: !isStill,
      aria: { enabled: false },
      grid: isLying(data, width)
        ? { left: 8, right: 24, top: 8, bottom: 28, containLabel: true }
        : { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
      /* Drawn on the canvas: the content security policy forbids the inline styles of an HTML tooltip. */
      tooltip: { trigger: "item", renderMode: "richText", formatter: wording(data) },
      series: [series(data)],
    };
  }

  function draw(place) {
    const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    place.hidden = false;
    if (isLying(data, place.clientWidth)) place.style.height = `${data.labels.length * 28 + 60}px`;
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(option(data, place.clientWidth));
    chart.on("click", (point) => {
      if (point.data && point.data.url) window.location.assign(point.data.url);
    });
    new ResizeObserver(() => {
      chart.resize();
      chart.setOption(option(data, place.clientWidth));
    }).observe(place);
    const table = place.parentElement.querySelector(".chart-table");
    if (table) table.open = false;
  }

  function drawAll(part) {
    part.querySelectorAll("[data-chart]").forEach((place) => {
      if (!window.echarts.getInstanceByDom(place)) draw(place);
    });
  }

  drawAll(document);
  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt.parentElement || document));
})();
