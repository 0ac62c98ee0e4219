// Numbers on their way through layers, as wide as there is room: as sim/report/chart/flow.cpp draws
// them for the still picture. Rows: from, to, amount.

import { FONT, colourOf, element, fitted, svgElement, textWidth } from "../look.js";
import { hideTip, showTip } from "../tip.js";
import { grouped } from "../words.js";

const BAR = 9;
const SLOT = 19;
const GAP = 7;
const HIGH = 250;
const NARROW = 480;
const TONES = { good: [colourOf(0), 0.45], half: [colourOf(4), 0.6], lost: ["currentColor", 0.22] };

function graphOf(rows, tones) {
  const nodes = new Map();
  const node = (name) => {
    if (!nodes.has(name)) nodes.set(name, { name, layer: 0, in: 0, out: 0, usedLeft: 0, usedRight: 0 });
    return nodes.get(name);
  };
  const links = rows.map(({ texts, numbers }) => ({ from: node(texts[0]), to: node(texts[1]),
    amount: numbers[2] }));
  for (const { from, to, amount } of links) {
    to.layer = Math.max(to.layer, from.layer + 1);
    from.out += amount;
    to.in += amount;
  }
  const list = [...nodes.values()];
  const last = Math.max(...list.map((one) => one.layer));
  for (const one of list) {
    one.passing = Math.max(one.in, one.out);
    one.tone = TONES[tones[one.name]] ?? TONES.good;
  }
  // A node without a way on stands at the end, under those that come later.
  for (const one of list) if (one.out === 0) one.layer = last;
  return { nodes: list, links, layers: last + 1 };
}

function layOut({ nodes, layers }, width) {
  const byLayer = Array.from({ length: layers }, (_, layer) => nodes.filter((one) => one.layer === layer));
  const sum = (list) => list.reduce((total, one) => total + one.passing, 0);
  const scale = HIGH / Math.max(...byLayer.map(sum));
  const heights = byLayer.map((list) => list.reduce((total, one) => {
    one.height = Math.max(one.passing * scale, 0.8);
    return total + Math.max(one.height, SLOT) + GAP;
  }, -GAP));
  const height = Math.max(...heights);
  byLayer.forEach((list, layer) => {
    let y = 4 + (height - heights[layer]) / 2;
    for (const one of list) {
      const slot = Math.max(one.height, SLOT);
      Object.assign(one, { x: (layer * (width - BAR)) / (layers - 1), y: y + (slot - one.height) / 2,
        usedLeft: 0, usedRight: 0 });
      y += slot + GAP;
    }
  });
  return { scale, height: height + 8 };
}

export function flow(figure, { header, rows }) {
  const tones = Object.fromEntries((figure.dataset.tones ?? "").split(";").filter(Boolean)
    .map((entry) => entry.split("=")));
  const graph = graphOf(rows, tones);
  const unit = header[2];

  function ribbon({ from, to, amount }, scale) {
    const height = Math.max(amount * scale, 0.8);
    const [x0, y0, x1, y1] = [from.x + BAR, from.y + from.usedRight, to.x, to.y + to.usedLeft];
    from.usedRight += amount * scale;
    to.usedLeft += amount * scale;
    const middle = (x0 + x1) / 2;
    const path = svgElement("path", { class: "ribbon", fill: to.tone[0], "fill-opacity": to.tone[1],
      d: `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}L${x1} ${y1 + height}` +
        `C${middle} ${y1 + height} ${middle} ${y0 + height} ${x0} ${y0 + height}Z` });
    path.addEventListener("pointermove", (event) => showTip(event.clientX, event.clientY,
      `${from.name} → ${to.name}`, [
        { name: unit, value: grouped(amount, 0) },
        { name: `of ${from.name}`, value: `${grouped((100 * amount) / from.passing, 1)} %` },
      ]));
    path.addEventListener("pointerleave", hideTip);
    return path;
  }

  /** Beside the bar; where that is no room, above the first and below the last of a middle layer. */
  function placeOf(node, width) {
    const middle = { y: node.y + node.height / 2 + 4.5 };
    if (node.layer === graph.layers - 1) return { ...middle, x: node.x - 6, "text-anchor": "end" };
    if (node.layer === 0 || width >= NARROW) return { ...middle, x: node.x + BAR + 6 };
    const isFirst = graph.nodes.find((one) => one.layer === node.layer) === node;
    return { x: node.x + BAR / 2, "text-anchor": "middle",
      y: isFirst ? node.y - 6 : node.y + node.height + 14 };
  }

  function label(node, width) {
    const number = grouped(node.passing, 0);
    const room = width / (graph.layers - 1) - 26 - textWidth(number);
    const text = svgElement("text", { ...placeOf(node, width), stroke: "Canvas", "stroke-width": 3,
      "stroke-linejoin": "round", "paint-order": "stroke", "pointer-events": "none" });
    const count = svgElement("tspan", { "font-weight": 600 });
    count.textContent = ` ${number}`;
    text.append(fitted(node.name, Math.max(60, room)), count);
    return text;
  }

  return {
    draw(width) {
      const { scale, height } = layOut(graph, width);
      const svg = svgElement("svg", { class: "plot", width, height, viewBox: `0 0 ${width} ${height}`,
        fill: "currentColor", "font-size": FONT, role: "img", "aria-label": figure.dataset.title });
      svg.append(...graph.links.map((link) => ribbon(link, scale)));
      for (const node of graph.nodes) {
        svg.append(svgElement("rect", { x: node.x, y: node.y, width: BAR, height: node.height,
          "fill-opacity": 0.75 }));
      }
      svg.append(...graph.nodes.map((node) => label(node, width)));
      return element("div", {}, svg);
    },
  };
}
