// A number over two keys, as cells in cividis. Rows: row, column, value, low, high; the row at the
// top first.

import { axisX, axisY, cell, plot, text } from "@observablehq/plot";
import { STYLE, element, fitted, svgElement, textWidth } from "../look.js";
import { hideTip, showTip } from "../tip.js";
import { decimalsFor, grouped } from "../words.js";

const STEPS = 24;

export function heat(figure, { rows }) {
  const factor = Number(figure.dataset.factor);
  const unit = figure.dataset.unit ?? "";
  const cells = rows.map(({ texts, numbers }) => {
    const [value, low, high] = numbers.slice(2, 5).map((number) => number * factor);
    const isKnown = Number.isFinite(low) && Number.isFinite(high);
    const decimals = decimalsFor(value, isKnown ? (high - low) / 2 : 0);
    const say = (number) => grouped(number, decimals);
    return { row: texts[0], column: texts[1], value, text: Number.isFinite(value) ? say(value) : "",
      interval: isKnown ? `[${say(low)}, ${say(high)}]` : "" };
  });
  const names = (key) => [...new Set(cells.map((one) => one[key]))];
  const [rowNames, columnNames] = [names("row"), names("column")];
  const values = cells.map((one) => one.value).filter(Number.isFinite);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isDark = (one) => one.value <= (least + most) / 2;
  const withUnit = (say) => (unit ? `${say} ${unit}` : say);

  function scale(colour) {
    const bar = svgElement("svg", { width: STEPS * 6, height: 10, "aria-hidden": "true" });
    for (let i = 0; i < STEPS; i += 1) {
      bar.append(svgElement("rect", { x: i * 6, width: 6.2, height: 10,
        fill: colour.apply(least + ((i + 0.5) / STEPS) * (most - least)) }));
    }
    const say = (value) => withUnit(cells.find((one) => one.value === value).text);
    return element("div", { class: "scale" }, say(least), bar, say(most));
  }

  return {
    draw(width) {
      const left = Math.min(Math.max(...rowNames.map((name) => textWidth(name))) + 12, width * 0.3);
      const column = (width - left - 4) / columnNames.length;
      const height = Math.max(18, Math.min(38, 360 / rowNames.length));
      const fits = cells.every((one) => textWidth(one.text) <= column - 4) && height >= 16;
      const every = Math.max(1, Math.ceil((Math.max(...columnNames.map((name) => textWidth(name))) + 8) / column));
      const svg = plot({
        width, height: rowNames.length * height + 72, marginLeft: left, marginRight: 4, marginTop: 26,
        marginBottom: 46, style: STYLE, className: "plot", padding: 0.02,
        x: { domain: columnNames, type: "band" }, y: { domain: rowNames, type: "band" },
        color: { type: "linear", scheme: "cividis", domain: least < most ? [least, most] : [least - 1, least + 1] },
        marks: [
          axisX({ tickSize: 0, label: figure.dataset.xLabel, labelAnchor: "center", labelArrow: "none",
            labelOffset: 40, ticks: columnNames.filter((_, i) => i % every === 0) }),
          axisY({ tickSize: 0, label: figure.dataset.yLabel, labelAnchor: "top", labelArrow: "none",
            labelOffset: left - 2, tickFormat: (name) => fitted(name, left - 10) }),
          cell(cells.filter((one) => Number.isFinite(one.value)), { x: "column", y: "row", fill: "value" }),
          ...(fits ? [text(cells, { x: "column", y: "row", text: "text", pointerEvents: "none",
            fill: (one) => (isDark(one) ? "#fff" : "#000") })] : []),
        ],
      });
      const known = cells.filter((one) => Number.isFinite(one.value));
      svg.querySelectorAll("[aria-label=cell] rect").forEach((shape, i) => {
        const one = known[i];
        shape.addEventListener("pointermove", (event) => showTip(event.clientX, event.clientY,
          `${figure.dataset.xLabel} ${one.column}, ${figure.dataset.yLabel} ${one.row}`,
          [{ value: withUnit(one.text), interval: one.interval }]));
        shape.addEventListener("pointerleave", hideTip);
      });
      return element("div", {}, svg, ...(least < most ? [scale(svg.scale("color"))] : []));
    },
  };
}
