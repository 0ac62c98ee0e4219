// A picture that stays as it is: its parts carry their texts as titles, which the tip shows.

import { hideTip, showTip } from "../tip.js";

export function still(figure) {
  for (const title of figure.querySelectorAll("svg > * > title")) {
    const shape = title.parentNode;
    const [name, value] = title.textContent.split(": ");
    shape.removeChild(title);
    shape.addEventListener("pointermove", (event) =>
      showTip(event.clientX, event.clientY, null, [{ name, value }]));
    shape.addEventListener("pointerleave", hideTip);
  }
  return null;
}
