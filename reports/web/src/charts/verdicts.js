// Differences of unlike things on one axis, in multiples of what matters, better to the right. Rows:
// label, verdict, unit, multiples, low, high, then the difference in its unit with low and high.

import { axisX, axisY, dot, gridX, plot, rect, ruleX, ruleY, text } from "@observablehq/plot";
import { STYLE, colourOf, element, textWidth, twoLines } from "../look.js";
import { hideTip, showTip } from "../tip.js";
import { grouped, shown } from "../words.js";

const ROW = 30;
const MARKS = {
  improved: { symbol: "diamond", colour: colourOf(2), solid: true },
  regressed: { symbol: "square", colour: colourOf(1), solid: true },
  equivalent: { symbol: "circle", colour: colourOf(0), solid: true },
  undecided: { symbol: "circle", colour: colourOf(0), solid: false },
};

export function verdicts(figure, { rows }) {
  const items = rows.map(({ texts, numbers }) => ({ name: texts[0], verdict: texts[1],
    mark: MARKS[texts[1]] ?? MARKS.undecided, value: numbers[3], low: numbers[4], high: numbers[5],
    told: shown(numbers[6], numbers[7], numbers[8], texts[2] === "1" ? "" : texts[2], true) }));
  const names = items.map((one) => one.name);
  const ends = items.flatMap((one) => [one.value, one.low, one.high]).filter(Number.isFinite);
  const end = Math.max(2, 1.05 * Math.max(...ends.map(Math.abs)));
  const says = items.map((one) => `${one.told.value} ${one.told.interval}`.trim());

  // From the ends inwards, as far as their numbers leave each other room.
  function ticksFor(width) {
    const powers = [];
    for (let power = 1; power <= end; power *= 10) powers.push(power);
    const place = (value) => (Math.log1p(value) / Math.log1p(end)) * (width / 2);
    let last = Infinity;
    const kept = powers.reverse().filter((power) => {
      const has = place(power) >= 26 && last - place(power) >= 42;
      if (has) last = place(power);
      return has;
    }).reverse();
    return [...kept.map((power) => -power).reverse(), 0, ...kept];
  }

  return {
    draw(width) {
      const isNarrow = width < 560;
      const left = Math.min(Math.max(...names.map((name) => textWidth(name))) + 14, width * 0.42);
      const right = isNarrow ? 16 : Math.max(...says.map((one) => textWidth(one))) + 18;
      const known = items.filter((one) => Number.isFinite(one.value));
      const svg = plot({
        width, height: items.length * ROW + 54, marginLeft: left, marginRight: right, marginTop: 6,
        marginBottom: 48, style: STYLE, className: "plot",
        x: { type: "symlog", constant: 1, domain: [-end, end] },
        y: { domain: names, type: "band" },
        marks: [
          rect([0], { x1: -1, x2: 1, fill: "currentColor", fillOpacity: 0.08 }),
          axisY({ tickSize: 0, label: null, ...twoLines(left - 12) }),
          gridX({ ticks: ticksFor(width - left - right), strokeOpacity: 0.13 }),
          axisX({ ticks: ticksFor(width - left - right), tickSize: 0, labelAnchor: "center",
            label: isNarrow ? "← worse · better →" : "← worse · multiples of what matters · better →",
            labelArrow: "none", labelOffset: 42, tickFormat: (value) => grouped(value, 0) }),
          ruleX([0], { strokeWidth: 1.5, strokeOpacity: 0.6 }),
          ruleY(known.filter((one) => Number.isFinite(one.low) && Number.isFinite(one.high)), {
            y: "name", x1: "low", x2: "high", strokeWidth: 1.6 }),
          dot(known, { x: "value", y: "name", r: 5.5, symbol: (one) => one.mark.symbol, strokeWidth: 2,
            stroke: (one) => one.mark.colour,
            fill: (one) => (one.mark.solid ? one.mark.colour : "var(--page)") }),
          ...(isNarrow ? [] : [text(items, { frameAnchor: "right", y: "name", dx: 12,
            text: (_, i) => says[i], textAnchor: "start", fontVariant: "tabular-nums" })]),
        ],
      });
      const y = svg.scale("y");
      svg.addEventListener("pointermove", (event) => {
        const at = event.clientY - svg.getBoundingClientRect().top;
        const one = items.find(({ name }) => Math.abs(y.apply(name) + y.bandwidth / 2 - at) <= ROW / 2);
        if (one) {
          showTip(event.clientX, event.clientY, one.name, [
            { name: one.verdict, colour: one.mark.colour, ...one.told }]);
        } else hideTip();
      });
      svg.addEventListener("pointerleave", hideTip);
      return element("div", {}, svg);
    },
  };
}
