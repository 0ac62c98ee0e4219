// Takes the place of the page's still charts, one by one, as they come into view. Whatever goes
// wrong leaves the still chart where it is.

import { dots } from "./charts/dots.js";
import { flow } from "./charts/flow.js";
import { heat } from "./charts/heat.js";
import { lines } from "./charts/lines.js";
import { points } from "./charts/points.js";
import { bars, forest, stacked } from "./charts/rows.js";
import { still } from "./charts/still.js";
import { verdicts } from "./charts/verdicts.js";
import { rowsOf } from "./data.js";
import { element } from "./look.js";
import { hideTip } from "./tip.js";

const KINDS = { bars, dots, flow, forest, heat, lines, points, stacked, still, verdicts };

class Live {
  constructor(figure) {
    this.figure = figure;
    this.width = 0;
    this.chart = null;
    this.place = null;
  }

  start() {
    const { figure } = this;
    const kind = KINDS[figure.dataset.kind];
    if (this.started || !kind) return;
    this.started = true;
    figure.dataset.title = figure.querySelector("figcaption b")?.textContent ?? "";
    this.chart = kind(figure, rowsOf(figure));
    if (!this.chart) return;
    this.place = element("div", { class: "live" });
    this.picture = figure.querySelector(".picture");
    this.picture.after(this.place);
    this.draw();
    this.picture.hidden = true;
    figure.addEventListener("redraw", () => this.draw());
    new ResizeObserver(() => {
      if (Math.abs(this.place.clientWidth - this.width) > 1) this.draw();
    }).observe(this.place);
  }

  draw() {
    this.width = this.place.clientWidth;
    if (this.width < 40) return;
    hideTip();
    const focused = document.activeElement?.closest?.(".live") === this.place
      ? [...this.place.querySelectorAll("button")].indexOf(document.activeElement) : -1;
    this.place.replaceChildren(this.chart.draw(this.width));
    if (focused >= 0) this.place.querySelectorAll("button")[focused]?.focus();
  }
}

const charts = [...document.querySelectorAll("figure[data-kind]")].map((figure) => new Live(figure));

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) {
      seen.unobserve(target);
      charts.find((chart) => chart.figure === target).start();
    }
  }
}, { rootMargin: "400px" });
for (const chart of charts) seen.observe(chart.figure);

// What goes to paper is drawn whether it was in view or not.
addEventListener("beforeprint", () => charts.forEach((chart) => chart.start()));
document.documentElement.classList.add("scripted");

// The record that the page was made from, for `ordersim report` and other programs.
const record = document.getElementById("record");
if (record) {
  const button = element("button", { type: "button" }, "Download the record (JSON)");
  button.addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([record.textContent.trimStart()],
      { type: "application/json" }));
    element("a", { href: address, download: record.dataset.file }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
  document.querySelector("footer").append(button);
}
