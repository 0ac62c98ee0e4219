// The box beside the pointer. One for the page; its lines are texts, never markup.

import { element, swatch } from "./look.js";

const box = element("div", { class: "tip", "aria-hidden": "true", hidden: "" });
document.body.append(box);

function line({ name, value, interval, colour }) {
  const row = element("div", { class: "tip-line" });
  if (colour) row.append(swatch(colour, "circle"));
  row.append(element("span", {}, name ?? ""), element("b", {}, value ?? ""));
  if (interval) row.append(element("small", {}, interval));
  return row;
}

/** Shows a title and lines { name, value, interval, colour } beside a point of the window. */
export function showTip(x, y, title, lines) {
  const head = title ? [element("div", { class: "tip-title" }, title)] : [];
  box.replaceChildren(...head, ...lines.map(line));
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const left = x + 16 + width <= room - 4 ? x + 16 : Math.max(4, x - 16 - width);
  const top = Math.min(Math.max(4, y - height / 2), window.innerHeight - height - 4);
  box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

export function hideTip() {
  box.hidden = true;
}

addEventListener("scroll", hideTip, { passive: true });
addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
