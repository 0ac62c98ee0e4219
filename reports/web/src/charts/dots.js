// Several estimates of each of a few things, one below the other. Rows: label, series, value, low,
// high.

import { axisX, axisY, dot, gridX, plot, ruleX, ruleY } from "@observablehq/plot";
import { STYLE, colourOf, element, swatch, textWidth, twoLines } from "../look.js";
import { hideTip, showTip } from "../tip.js";
import { decimalsFor, grouped, scaleOf, shown } from "../words.js";

const SHAPES = ["circle", "square", "diamond", "triangle"];
const BETWEEN = 14;

export function dots(figure, { rows }) {
  const { unit, label } = figure.dataset;
  const items = rows.map(({ texts, numbers }) => ({ name: texts[0], series: texts[1],
    value: numbers[2], low: numbers[3], high: numbers[4] }));
  const names = [...new Set(items.map((one) => one.name))];
  const series = [...new Set(items.map((one) => one.series))];
  const largest = Math.max(...items.map((one) => Math.abs(one.value)).filter(Number.isFinite));
  const scale = scaleOf(unit, largest);
  const domain = [figure.dataset.xLow, figure.dataset.xHigh].map((end) => Number(end) * scale.factor);
  const row = Math.max(30, BETWEEN * series.length + 12);
  const shift = (i) => (i - (series.length - 1) / 2) * BETWEEN;

  return {
    draw(width) {
      const left = Math.min(Math.max(...names.map((name) => textWidth(name))) + 14, width * 0.42);
      const ticks = Math.max(2, Math.min(6, Math.floor((width - left - 16) / 64)));
      const svg = plot({
        width, height: names.length * row + (label ? 50 : 34), marginLeft: left, marginRight: 16,
        marginTop: 6, marginBottom: label ? 44 : 28, style: STYLE, className: "plot",
        x: { domain }, y: { domain: names, type: "band", padding: 0 },
        marks: [
          axisY({ tickSize: 0, label: null, ...twoLines(left - 12) }),
          gridX({ ticks, strokeOpacity: 0.13 }),
          axisX({ ticks, tickSize: 0, label: label || null, labelAnchor: "center", labelArrow: "none",
            labelOffset: 40, tickFormat: (value) => grouped(value, Number.isInteger(value) ? 0
              : Math.min(3, decimalsFor(value, 0))) + (unit === "share" ? " %" : "") }),
          ...(domain[0] <= 0 ? [ruleX([0], { strokeOpacity: 0.5 })] : []),
          ...series.flatMap((name, i) => {
            const own = items.filter((one) => one.series === name && Number.isFinite(one.value));
            return [
              ruleY(own.filter((one) => Number.isFinite(one.low) && Number.isFinite(one.high)), {
                y: "name", x1: (one) => one.low * scale.factor, x2: (one) => one.high * scale.factor,
                strokeWidth: 1.5, dy: shift(i), clip: true }),
              dot(own, { x: (one) => one.value * scale.factor, y: "name", r: 4.5, dy: shift(i),
                symbol: SHAPES[i % 4], fill: colourOf(i) }),
            ];
          }),
        ],
      });
      const y = svg.scale("y");
      svg.addEventListener("pointermove", (event) => {
        const at = event.clientY - svg.getBoundingClientRect().top;
        const name = names.find((one) => Math.abs(y.apply(one) + y.bandwidth / 2 - at) <= row / 2);
        if (!name) {
          hideTip();
          return;
        }
        showTip(event.clientX, event.clientY, name, items.filter((one) => one.name === name)
          .map((one) => ({ name: one.series, colour: colourOf(series.indexOf(one.series)),
            ...shown(one.value, one.low, one.high, unit) })));
      });
      svg.addEventListener("pointerleave", hideTip);
      const keys = series.length > 1 ? [element("div", { class: "legend" }, ...series.map((name, i) =>
        element("span", {}, swatch(colourOf(i), i ? "rect" : "circle"), " ", name)))] : [];
      return element("div", {}, ...keys, svg);
    },
  };
}
