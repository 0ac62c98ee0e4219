// A line a thing: shares as bars, differences as dots around zero, parts of a whole.

import { axisX, axisY, barX, dot, gridX, plot, ruleX, ruleY, stackX, text } from "@observablehq/plot";
import { STYLE, colourOf, element, swatch, textWidth, twoLines } from "../look.js";
import { hideTip, showTip } from "../tip.js";
import { decimalsFor, grouped, scaleOf, shown } from "../words.js";

const ROW = 30;

/** Calls `tell(row, event)` for the row under the pointer. */
function hover(svg, names, tell) {
  const y = svg.scale("y");
  svg.addEventListener("pointermove", (event) => {
    const at = event.clientY - svg.getBoundingClientRect().top;
    const index = names.findIndex((name) => Math.abs(y.apply(name) + y.bandwidth / 2 - at) <= ROW / 2);
    if (index >= 0) tell(index, event);
    else hideTip();
  });
  svg.addEventListener("pointerleave", hideTip);
}

/** About as many ticks as have room beside each other. */
const ticksFor = (width) => Math.max(2, Math.min(5, Math.floor(width / 64)));

/** Room for the labels at the left: what they need, but never most of a narrow chart. */
function labelRoom(names, width) {
  const need = Math.max(...names.map((name) => textWidth(name))) + 14;
  return Math.min(need, Math.max(90, width * 0.38));
}

/** `axis` are the options of the axis below. */
function frameOf({ names, width, right, below = 30, x, axis, marks, rowHeight = ROW }) {
  const left = labelRoom(names, width);
  const ticks = ticksFor(width - left - right);
  return plot({
    width, height: names.length * rowHeight + below + 6, marginLeft: left, marginRight: right,
    marginTop: 6, marginBottom: below, style: STYLE, className: "plot", x,
    y: { domain: names, padding: 0.35, type: "band" },
    marks: [
      axisY({ tickSize: 0, label: null, ...twoLines(left - 12) }),
      gridX({ ticks, strokeOpacity: 0.13 }),
      axisX({ ticks, tickSize: 0, label: null, ...axis }),
      ...marks,
    ],
  });
}

const tickText = (value, unit) =>
  grouped(value, Number.isInteger(value) ? 0 : Math.min(2, decimalsFor(value, 0))) + (unit === "share" ? " %" : "");

const itemsOf = (rows) => rows.map(({ texts, numbers }) => ({ name: texts[0], value: numbers[1],
  low: numbers[2], high: numbers[3] }));

/** A thin line from end to end of the interval, with feet. */
function whiskers(items, factor) {
  const known = items.filter((one) => Number.isFinite(one.low) && Number.isFinite(one.high));
  const symbol = { draw: (context) => {
    context.moveTo(0, -4);
    context.lineTo(0, 4);
  } };
  const foot = (key) => dot(known, { x: (d) => d[key] * factor, y: "name", symbol, strokeWidth: 1.6,
    stroke: "currentColor", r: 4 });
  return [
    ruleY(known, { y: "name", x1: (d) => d.low * factor, x2: (d) => d.high * factor, strokeWidth: 1.6 }),
    foot("low"),
    foot("high"),
  ];
}

const full = (one, unit, sign) => {
  const { value, interval } = shown(one.value, one.low, one.high, unit, sign);
  return { value, interval };
};

export function bars(figure, { rows }) {
  const unit = figure.dataset.yUnit;
  const items = itemsOf(rows);
  const scale = scaleOf(unit, Math.max(...items.map((one) => one.value).filter(Number.isFinite)));
  const end = Number(figure.dataset.yHigh) * scale.factor;
  const says = items.map((one) => {
    const told = full(one, unit);
    return `${told.value.replace(/ %$/, "")} ${told.interval}`.trim();
  });
  return {
    draw(width) {
      const right = Math.max(...says.map((one) => textWidth(one))) + 14;
      const svg = frameOf({
        names: items.map((one) => one.name), width, right,
        x: { domain: [0, end] },
        axis: { tickFormat: (value) => tickText(value, unit) },
        marks: [
          barX(items.filter((one) => Number.isFinite(one.value)), { x: (d) => d.value * scale.factor,
            y: "name", fill: colourOf(5), fillOpacity: 0.8 }),
          ...whiskers(items, scale.factor),
          text(items, { frameAnchor: "right", y: "name", text: (_, i) => says[i], dx: 10,
            textAnchor: "start", fontVariant: "tabular-nums" }),
        ],
      });
      hover(svg, items.map((one) => one.name), (i, event) =>
        showTip(event.clientX, event.clientY, null, [{ name: items[i].name, colour: colourOf(5),
          ...full(items[i], unit) }]));
      return svg;
    },
  };
}

export function forest(figure, { rows }) {
  const unit = figure.dataset.yUnit;
  const items = itemsOf(rows);
  const isClear = (one) => one.low > 0 || one.high < 0;
  const numbers = items.flatMap((one) => [one.value, one.low, one.high]).filter(Number.isFinite);
  const domain = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  if (domain[0] === domain[1]) domain[1] = domain[0] + 1;
  const says = items.map((one) => {
    const told = full(one, "", true);
    return `${told.value} ${told.interval}`.trim();
  });
  return {
    draw(width) {
      const isNarrow = width < 420;
      const right = isNarrow ? 14 : Math.max(...says.map((one) => textWidth(one))) + 14;
      const svg = frameOf({
        names: items.map((one) => one.name), width, right, below: 44,
        x: { domain, nice: true },
        axis: { label: unit, labelAnchor: "center", labelArrow: "none", labelOffset: 38 },
        marks: [
          ruleX([0], { strokeWidth: 1.5, strokeOpacity: 0.7 }),
          ...whiskers(items, 1),
          dot(items.filter((one) => Number.isFinite(one.value)), { x: "value", y: "name", r: 5,
            stroke: colourOf(0), strokeWidth: 2,
            fill: (one) => (isClear(one) ? colourOf(0) : "var(--page)") }),
          ...(isNarrow ? [] : [text(items, { frameAnchor: "right", y: "name", dx: 10,
            text: (_, i) => says[i], textAnchor: "start", fontVariant: "tabular-nums" })]),
        ],
      });
      hover(svg, items.map((one) => one.name), (i, event) =>
        showTip(event.clientX, event.clientY, items[i].name, [{ name: unit, colour: colourOf(0),
          ...full(items[i], "", true) }]));
      return svg;
    },
  };
}

/** Rows: bar, part, value. What is left of the whole is an empty frame. */
export function stacked(figure, { rows }) {
  const unit = figure.dataset.yUnit;
  const rest = figure.dataset.rest;
  const whole = Number(figure.dataset.whole);
  const scale = scaleOf(unit);
  const bars_ = [...new Set(rows.map(({ texts }) => texts[0]))];
  const parts = [...new Set(rows.map(({ texts }) => texts[1]))].filter((part) => part !== rest);
  const cells = rows.map(({ texts, numbers }) => ({ bar: texts[0], part: texts[1],
    value: Number.isFinite(numbers[2]) ? Math.max(0, numbers[2]) : 0 }));
  const colours = new Map(parts.map((part, i) => [part, colourOf(i)]));
  let chosen = null;

  function legend(svg) {
    const list = element("div", { class: "legend" });
    for (const part of [...parts, ...(rest ? [rest] : [])]) {
      const key = part === rest ? element("i", { class: "rest" }) : swatch(colours.get(part));
      const one = element("button", { type: "button", title: "Point out this part" }, key, part);
      const mark = (part_) => {
        for (const node of svg.querySelectorAll("[data-part]")) {
          node.style.opacity = part_ === null || node.dataset.part === part_ ? 1 : 0.2;
        }
      };
      one.addEventListener("pointerenter", () => mark(part));
      one.addEventListener("pointerleave", () => mark(chosen));
      one.addEventListener("click", () => {
        chosen = chosen === part ? null : part;
        for (const other of list.children) other.setAttribute("aria-pressed", String(other === one && chosen !== null));
        mark(chosen);
      });
      list.append(one);
    }
    return list;
  }

  return {
    draw(width) {
      const totals = bars_.map((bar) => cells.filter((cell) => cell.bar === bar)
        .reduce((sum, cell) => sum + cell.value, 0));
      const says = rest ? [] : totals.map((total) => `${shown(total, NaN, NaN, unit).value}`);
      const svg = frameOf({
        names: bars_, width, rowHeight: 38, below: 30,
        right: says.length ? Math.max(...says.map((one) => textWidth(one))) + 14 : 18,
        x: { domain: [0, whole * scale.factor] },
        axis: { tickFormat: (value) => tickText(value, unit) },
        marks: [
          barX(cells, stackX({ x: (cell) => cell.value * scale.factor, y: "bar", order: null,
            fill: (cell) => colours.get(cell.part) ?? "none", insetRight: 0.8,
            stroke: (cell) => (cell.part === rest ? "currentColor" : "none"), strokeDasharray: "3 2",
            strokeOpacity: 0.6 })),
          ...(says.length ? [text(bars_, { frameAnchor: "right", y: (d) => d, dx: 10,
            text: (_, i) => says[i], textAnchor: "start" })] : []),
        ],
      });
      const shapes = [...svg.querySelectorAll("[aria-label=bar] rect")];
      shapes.forEach((shape, i) => {
        const cell = cells[i];
        shape.dataset.part = cell.part;
        shape.setAttribute("pointer-events", "all");
        shape.addEventListener("pointermove", (event) =>
          showTip(event.clientX, event.clientY, bars_.length > 1 ? cell.bar : null,
            [{ name: cell.part, colour: colours.get(cell.part), ...shown(cell.value, NaN, NaN, unit) }]));
        shape.addEventListener("pointerleave", hideTip);
      });
      return element("div", { class: "stack" }, svg, legend(svg));
    },
  };
}
