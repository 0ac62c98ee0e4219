// What all charts share: Okabe and Ito's colours, dashes, and how Plot draws here.

// As in sim/report/svg.hpp; the style sheet lightens the first on dark pages.
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "currentColor",
  "#F0E442"];
const DASHES = [null, "7 3", "2 3", "9 3 2 3", "4 2"];

export const colourOf = (series) => COLOURS[series % COLOURS.length];
export const dashOf = (series) => DASHES[series % DASHES.length];

export const FONT = 12;
export const STYLE = { fontSize: `${FONT}px`, fontFamily: "inherit", background: "none",
  overflow: "visible" };

const canvas = document.createElement("canvas").getContext("2d");

/** Width of a text in pixels. */
export function textWidth(text, size = FONT) {
  canvas.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
  return canvas.measureText(text).width;
}

/** The text, or as much of its beginning as fits. */
export function fitted(text, width, size = FONT) {
  if (textWidth(text, size) <= width) return text;
  let end = text.length;
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, size) > width) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** Options of an axis whose labels take two lines where one is too short. */
export const twoLines = (width) => ({ lineWidth: width / FONT,
  tickFormat: (name) => fitted(name, width * 1.7) });

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

export function svgElement(name, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** A mark in the colour of a series, which follows light and dark as the chart does. */
export function swatch(colour, shape = "rect") {
  const node = svgElement("svg", { class: "swatch", viewBox: "0 0 10 10", "aria-hidden": "true" });
  node.append(shape === "rect" ? svgElement("rect", { width: 10, height: 10, rx: 2, fill: colour })
    : svgElement("circle", { cx: 5, cy: 5, r: 4.5, fill: colour }));
  return node;
}
