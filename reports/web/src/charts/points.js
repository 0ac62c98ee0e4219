// Things by two of their numbers, with intervals. Rows: group, label, x, low, high, y, low, high.

import { axisX, axisY, dot, gridX, gridY, line, plot, rect, ruleX, ruleY } from "@observablehq/plot";
import { STYLE, colourOf, element, svgElement, textWidth } from "../look.js";
import { hideTip, showTip } from "../tip.js";
import { duration, grouped, scaleOf, shown, timeTicks } from "../words.js";

const SHAPES = ["circle", "square", "diamond", "triangle"];
const NEAR = 28;  // pixels from which a spot is told

const pairs = (text) => (text ? text.split(";").map((pair) => pair.split(",").map(Number)) : []);

export function points(figure, { rows }) {
  const data = figure.dataset;
  const scale = { x: scaleOf(data.xUnit === "h" ? "" : data.xUnit), y: scaleOf(data.yUnit) };
  const isTime = data.xUnit === "h";
  const groups = [...new Set(rows.map(({ texts }) => texts[0]))];
  const spots = rows.map(({ texts, numbers }) => ({ group: groups.indexOf(texts[0]), name: texts[0],
    label: texts[1], x: numbers[2], xs: numbers.slice(3, 5), y: numbers[5], ys: numbers.slice(6, 8) }))
    .filter((one) => Number.isFinite(one.x) && Number.isFinite(one.y));
  const way = pairs(data.line).map(([x, y]) => ({ x: x * scale.x.factor, y: y * scale.y.factor }));
  const shade = pairs(data.shade)[0];
  const hidden = new Set();
  const ends = (axis) => [data[`${axis}Low`], data[`${axis}High`]].map((end) => Number(end) * scale[axis].factor);
  const known = ([low, high]) => Number.isFinite(low) && Number.isFinite(high) && low < high;

  function legend() {
    const list = element("div", { class: "legend" });
    groups.forEach((name, i) => {
      const key = svgElement("svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" });
      const shape = [() => svgElement("circle", { r: 4.5 }),
        () => svgElement("rect", { x: -4.5, y: -4.5, width: 9, height: 9 }),
        () => svgElement("path", { d: "M0-5.5L5.5 0L0 5.5L-5.5 0Z" }),
        () => svgElement("path", { d: "M0-5.5L5.5 4.5L-5.5 4.5Z" })][i % 4]();
      shape.setAttribute("fill", colourOf(i));
      key.append(shape);
      const one = element("button", { type: "button", "aria-pressed": String(!hidden.has(i)),
        title: "Show or hide these" }, key, name);
      one.addEventListener("click", () => {
        if (!hidden.delete(i)) hidden.add(i);
        figure.dispatchEvent(new Event("redraw"));
      });
      list.append(one);
    });
    return list;
  }

  const told = (one) => [
    { name: data.xLabel, value: isTime ? duration(one.x) : shown(one.x, ...one.xs, data.xUnit).value,
      interval: known(one.xs) ? shown(one.x, ...one.xs, data.xUnit).interval : "" },
    { name: data.yLabel, colour: colourOf(one.group), ...shown(one.y, ...one.ys, data.yUnit) },
  ];

  return {
    draw(width) {
      const [low, high] = ends("x");
      const y = ends("y");
      const visible = spots.filter((one) => !hidden.has(one.group));
      const tick = (value, unit, [from, to]) => {
        const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(Math.abs(to - from) / 5) + 1e-9)));
        return grouped(value, Number.isInteger(value) ? 0 : decimals) + (unit === "share" ? " %" : "");
      };
      const marginLeft = 14 + Math.max(22, ...y.map((end) => textWidth(tick(end, data.yUnit, y))));
      const count = Math.max(3, Math.floor((width - marginLeft) / 72));
      const at = (one) => one.x * scale.x.factor;
      const up = (one) => one.y * scale.y.factor;
      const svg = plot({
        width, height: 280, marginLeft, marginRight: 18, marginTop: 26, marginBottom: 44, style: STYLE,
        className: "plot", x: { domain: [low, high] }, y: { domain: y },
        marks: [
          ...(shade ? [rect([0], { x1: shade[0] * scale.x.factor, x2: shade[1] * scale.x.factor,
            fill: "currentColor", fillOpacity: 0.08 })] : []),
          gridY({ ticks: 5, strokeOpacity: 0.13 }), gridX({ ticks: isTime
            ? timeTicks(low, high, false, count) : count, strokeOpacity: 0.07 }),
          ruleY([y[0]], { strokeOpacity: 0.55 }),
          axisX({ ticks: isTime ? timeTicks(low, high, false, count) : count, tickSize: 5,
            tickFormat: isTime ? (hours) => (hours === 0 ? "0" : duration(hours))
              : (value) => tick(value, data.xUnit, [low, high]),
            label: data.xLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 40 }),
          axisY({ ticks: 5, tickSize: 0, tickFormat: (value) => tick(value, data.yUnit, y),
            label: data.yLabel, labelAnchor: "top", labelArrow: "none", labelOffset: marginLeft - 2 }),
          ...(way.length > 1 ? [line(way, { x: "x", y: "y", strokeDasharray: "5 3", strokeOpacity: 0.7 })] : []),
          ruleX(visible.filter((one) => known(one.ys)), { x: at, y1: (one) => one.ys[0] * scale.y.factor,
            y2: (one) => one.ys[1] * scale.y.factor, strokeOpacity: 0.45, clip: true }),
          ruleY(visible.filter((one) => known(one.xs)), { y: up, x1: (one) => one.xs[0] * scale.x.factor,
            x2: (one) => one.xs[1] * scale.x.factor, strokeOpacity: 0.45, clip: true }),
          ...groups.map((_, i) => dot(visible.filter((one) => one.group === i), { x: at, y: up,
            symbol: SHAPES[i % 4], fill: colourOf(i), r: 4.5 })),
        ],
      });
      const [xs, ys] = [svg.scale("x"), svg.scale("y")];
      svg.addEventListener("pointermove", (event) => {
        const box = svg.getBoundingClientRect();
        const far = (one) => Math.hypot(xs.apply(at(one)) - event.clientX + box.left,
          ys.apply(up(one)) - event.clientY + box.top);
        const one = visible.reduce((best, next) => (!best || far(next) < far(best) ? next : best), null);
        if (one && far(one) <= NEAR) {
          showTip(event.clientX, event.clientY, [one.label, one.name].filter(Boolean).join(", "), told(one));
        } else hideTip();
      });
      svg.addEventListener("pointerleave", hideTip);
      return element("div", {}, ...(groups.length > 1 ? [legend()] : []), svg);
    },
  };
}
