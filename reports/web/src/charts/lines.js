// Curves with bands over a common axis. The pointer reads all of them at once; series can be hidden,
// a stretch of the axis enlarged, times told on a linear or a logarithmic scale.

import { areaY, axisX, axisY, dot, gridY, line, plot, ruleY } from "@observablehq/plot";
import { STYLE, colourOf, dashOf, element, svgElement, textWidth } from "../look.js";
import { hideTip, showTip } from "../tip.js";
import { duration, grouped, scaleOf, shown, timeTicks } from "../words.js";

const LEAST_DRAG = 8;
const SHAPES = ["circle", "square", "diamond", "triangle"];

function seriesOf(rows) {
  const series = [];
  for (const { texts, numbers } of rows) {
    if (series[series.length - 1]?.name !== texts[0]) {
      const index = series.length;
      series.push({ name: texts[0], index, colour: colourOf(index), dash: dashOf(index), points: [] });
    }
    const [, x, y, low, high] = numbers;
    if (Number.isFinite(x)) series[series.length - 1].points.push({ x, y, low, high });
  }
  return series.filter((one) => one.points.length > 0);
}

function axesOf(dataset) {
  return {
    xUnit: dataset.xUnit,
    yUnit: dataset.yUnit,
    xLabel: dataset.xLabel,
    yLabel: dataset.yLabel,
    x: [Number(dataset.xLow), Number(dataset.xHigh)],
    y: [Number(dataset.yLow), Number(dataset.yHigh)],
    hasPoints: dataset.marks === "points",
  };
}

/** The point whose x is nearest; null without any. */
function nearest(points, x, distance) {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].x < x) low = middle + 1;
    else high = middle;
  }
  const sides = [points[low - 1], points[low]].filter(Boolean);
  return sides.sort((a, b) => distance(a.x) - distance(b.x))[0] ?? null;
}

function legend(series, hidden, redraw) {
  const list = element("div", { class: "legend" });
  for (const one of series) {
    const button = element("button", { type: "button", "aria-pressed": String(!hidden.has(one.name)),
      title: "Show or hide this curve" });
    const key = svgElement("svg", { width: 28, height: 12, "aria-hidden": "true" });
    key.append(svgElement("line", { x1: 0, x2: 28, y1: 6, y2: 6, stroke: one.colour,
      "stroke-width": 2.5, ...(one.dash && { "stroke-dasharray": one.dash }) }));
    button.append(key, one.name);
    button.addEventListener("click", () => {
      if (!hidden.delete(one.name) && hidden.size < series.length - 1) hidden.add(one.name);
      redraw();
    });
    list.append(button);
  }
  return list;
}

export function lines(figure, { rows }) {
  const axes = axesOf(figure.dataset);
  const series = seriesOf(rows);
  const isTime = axes.xUnit === "h";
  const ends = series.flatMap((one) => one.points.map((point) => point.x)).filter((x) => x > 0);
  const canBeLog = isTime && axes.x[1] / Math.min(...ends) > 20 && !axes.hasPoints;
  const state = { hidden: new Set(), isLog: figure.dataset.xLog === "1", zoom: null };
  const redraw = () => figure.dispatchEvent(new Event("redraw"));

  /** Both ends of the axis as it is shown now. */
  function domain() {
    if (state.zoom) return state.zoom;
    if (state.isLog) return axes.x[0] > 0 ? axes.x : [Math.min(...ends), axes.x[1]];
    return isTime ? [0, axes.x[1]] : axes.x;
  }

  function marksOf(visible, [low]) {
    const y = scaleOf(axes.yUnit).factor;
    const x = (point) => (state.isLog ? Math.max(point.x, low) : point.x);
    return visible.flatMap(({ points, colour, dash, index }) => [
      areaY(points.filter((p) => Number.isFinite(p.low) && Number.isFinite(p.high)), { x,
        y1: (p) => p.low * y, y2: (p) => p.high * y, fill: colour, fillOpacity: 0.2, clip: true }),
      line(points, { x, y: (p) => p.y * y, stroke: colour, strokeWidth: 2, strokeDasharray: dash,
        clip: true }),
      ...(axes.hasPoints || points.length === 1
        ? [dot(points, { x, y: (p) => p.y * y, fill: colour, r: 4, symbol: SHAPES[index % 4] })]
        : []),
    ]);
  }

  function chart(width, visible) {
    const [low, high] = domain();
    const factor = scaleOf(axes.yUnit).factor;
    const yDomain = axes.y.map((end) => end * factor);
    const step = Math.abs(yDomain[1] - yDomain[0]) / 5;
    const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
    const yText = (value) => grouped(value, Number.isInteger(value) && decimals < 2 ? 0 : decimals) +
      (axes.yUnit === "share" ? " %" : "");
    const marginLeft = 14 + Math.max(...yDomain.map((end) => textWidth(yText(end))), 22);
    const count = Math.max(3, Math.floor((width - marginLeft) / (isTime ? 72 : 64)));
    return plot({
      width, height: 264, marginLeft, marginRight: 18, marginTop: 26, marginBottom: 42,
      style: STYLE, className: "plot",
      x: { type: state.isLog ? "log" : "linear", domain: [low, high] },
      y: { domain: yDomain },
      marks: [
        gridY({ ticks: 5, strokeOpacity: 0.13 }),
        ruleY([yDomain[0]], { strokeOpacity: 0.55 }),
        axisX({ ticks: isTime ? timeTicks(low, high, state.isLog, count) : count, tickSize: 5,
          tickFormat: isTime ? (hours) => (hours === 0 ? "0" : duration(hours)) : undefined,
          label: axes.xLabel + (state.isLog ? ", logarithmic scale" : ""), labelAnchor: "center",
          labelArrow: "none", labelOffset: 38, insetBottom: 0 }),
        axisY({ ticks: 5, tickSize: 0, tickFormat: yText, label: axes.yLabel === "percent" ? null : axes.yLabel,
          labelAnchor: "top",
          labelArrow: "none", labelOffset: marginLeft - 2 }),
        ...marksOf(visible, [low, high]),
      ],
    });
  }

  /** What all visible curves say at the x that is nearest to a place of the pointer. */
  function reader(svg, visible) {
    const x = svg.scale("x");
    const y = svg.scale("y");
    const factor = scaleOf(axes.yUnit).factor;
    const xUnitText = axes.xUnit === "d" ? (at) => `day ${grouped(at, at % 1 ? 1 : 0)}`
      : isTime ? duration : (at) => `${axes.xLabel} ${shown(at, NaN, NaN, "").value}`;
    const layer = svgElement("g", { "pointer-events": "none" });
    svg.append(layer);
    return {
      layer,
      clear() {
        layer.replaceChildren();
        hideTip();
      },
      read(px) {
        const distance = (value) => Math.abs(x.apply(state.isLog ? Math.max(value, domain()[0]) : value) - px);
        const at = visible.map((one) => ({ one, point: nearest(one.points, x.invert(px), distance) }))
          .filter(({ point }) => point && Number.isFinite(point.y));
        if (!at.length) return null;
        at.sort((a, b) => distance(a.point.x) - distance(b.point.x));
        const lead = at[0].point.x;
        const place = Math.min(Math.max(x.apply(Math.max(lead, domain()[0])), x.range[0]), x.range[1]);
        layer.replaceChildren(svgElement("line", { x1: place, x2: place, y1: y.range[1],
          y2: y.range[0], stroke: "currentColor", "stroke-opacity": 0.4 }));
        for (const { one, point } of at) {
          layer.append(svgElement("circle", { cx: x.apply(Math.max(point.x, domain()[0])),
            cy: y.apply(point.y * factor), r: 4, fill: one.colour, stroke: "var(--page)",
            "stroke-width": 1.5 }));
        }
        const told = at.sort((a, b) => a.one.index - b.one.index).map(({ one, point }) => ({
          name: series.length > 1 ? one.name : axes.yUnit === "share" ? "share" : axes.yLabel,
          colour: one.colour, ...shown(point.y, point.low, point.high, axes.yUnit) }));
        return { place, title: xUnitText(lead), told };
      },
    };
  }

  function listen(svg, visible) {
    const reading = reader(svg, visible);
    const x = svg.scale("x");
    const placeOf = (event) => {
      const box = svg.getBoundingClientRect();
      return Math.min(Math.max(event.clientX - box.left, x.range[0]), x.range[1]);
    };
    const tell = (px, clientY) => {
      const found = reading.read(px);
      if (!found) return;
      const box = svg.getBoundingClientRect();
      showTip(box.left + found.place, clientY ?? box.top + box.height / 3, found.title, found.told);
    };
    let from = null;
    let frame = null;
    svg.addEventListener("pointermove", (event) => {
      tell(placeOf(event), event.clientY);
      if (from === null) return;
      frame ??= svg.appendChild(svgElement("rect", { class: "drag" }));
      const to = placeOf(event);
      const [top, height] = [svg.scale("y").range[1], svg.scale("y").range[0] - svg.scale("y").range[1]];
      for (const [name, value] of Object.entries({ x: Math.min(from, to), y: top,
        width: Math.abs(to - from), height })) frame.setAttribute(name, value);
    });
    svg.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button === 0) from = placeOf(event);
    });
    svg.addEventListener("pointerup", (event) => {
      const to = placeOf(event);
      if (from !== null && Math.abs(to - from) >= LEAST_DRAG) {
        state.zoom = [x.invert(Math.min(from, to)), x.invert(Math.max(from, to))];
        hideTip();
        redraw();
      }
      from = null;
      frame?.remove();
      frame = null;
    });
    svg.addEventListener("pointerleave", () => {
      from = null;
      frame?.remove();
      frame = null;
      reading.clear();
    });
    let at = 0;
    const stops = [...new Set(visible.flatMap((one) => one.points.map((point) => point.x)))]
      .filter((value) => value >= domain()[0] && value <= domain()[1]).sort((a, b) => a - b);
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("aria-label", `${figure.dataset.title}. Arrow keys read the values.`);
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || !stops.length) return;
      event.preventDefault();
      at = Math.min(Math.max(at + step, 0), stops.length - 1);
      tell(x.apply(stops[at]));
    });
    svg.addEventListener("blur", () => reading.clear());
  }

  function buttons() {
    const bar = element("div", { class: "tools" });
    const button = (text, act) => {
      const one = element("button", { type: "button" }, text);
      one.addEventListener("click", () => {
        act();
        redraw();
      });
      bar.append(one);
    };
    if (canBeLog || state.isLog) {
      button(state.isLog ? "Linear scale" : "Logarithmic scale", () => {
        state.isLog = !state.isLog;
        state.zoom = null;
      });
    }
    if (state.zoom) button("Show all", () => (state.zoom = null));
    return bar.childElementCount ? [bar] : [];
  }

  return {
    draw(width) {
      const visible = series.filter((one) => !state.hidden.has(one.name));
      const svg = chart(width, visible);
      listen(svg, visible);
      return element("div", {}, ...(series.length > 1 ? [legend(series, state.hidden, redraw)] : []),
        svg, ...buttons());
    },
  };
}
