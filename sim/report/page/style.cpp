#include "sim/report/page/style.hpp"

namespace ordersim::report::page {

std::string_view style() {
    return R"css(
:root { color-scheme: light dark; --page: #fff; --ink: #1b1f24; --faint: #57606a;
  --rule: #d8dee4; --tint: #f6f8fa; --link: #0969da; --tip: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181d; --ink: #e6e9ec; --faint: #a3adb8; --rule: #39414a; --tint: #1c2127;
    --link: #6cb6ff; --tip: #232a32; }
  [stroke="#0072B2"] { stroke: #3a97d9; }
  [fill="#0072B2"] { fill: #3a97d9; }
  [fill="Canvas"] { fill: var(--page); }
  [stroke="Canvas"] { stroke: var(--page); }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 3.4rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 76rem;
  background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--link); }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .2rem 0 .6rem; overflow-wrap: anywhere;
  letter-spacing: -.01em; }
h2 { font-size: 1.3rem; margin: 2.8rem 0 .6rem; padding-bottom: .3rem;
  border-bottom: 1px solid var(--rule); letter-spacing: -.005em; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
p { margin: .4rem 0; max-width: 46rem; }
.faint, .note, caption, dt { color: var(--faint); }
header > .faint, .note { font-size: .85rem; }
.answer { font-size: 1.35rem; line-height: 1.35; font-weight: 600; max-width: none;
  overflow-wrap: anywhere; }
.warning { border-left: 4px solid #d55e00; padding-left: .7rem; font-weight: 600; }
nav { position: sticky; top: 0; z-index: 2; background: var(--page); margin: 1rem -1rem 0;
  padding: .55rem 1rem; border-bottom: 1px solid var(--rule); overflow-x: auto;
  white-space: nowrap; scrollbar-width: none; }
nav a { margin-right: 1.1rem; text-decoration: none; font-size: .92rem; }
nav a:hover { text-decoration: underline; }
dl.keys { display: grid; gap: .75rem; margin: 1rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.2rem), 1fr)); }
dl.keys > div { background: var(--tint); border: 1px solid var(--rule); border-radius: 10px;
  padding: .75rem .85rem; display: flex; flex-direction: column; }
dl.keys dt { font-size: .85rem; line-height: 1.3; flex: 1; }
dl.keys dd { margin: .3rem 0 0; font-variant-numeric: tabular-nums; }
dl.keys dd b { font-size: 1.35rem; font-weight: 650; }
dl.keys dd.faint { font-size: .85rem; margin: 0; }
.charts { display: grid; gap: 1.8rem 2.4rem; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); }
.charts > .scroll { min-width: 0; }
figure { margin: .6rem 0; min-width: 0; max-width: 36rem; position: relative; }
figcaption { margin-bottom: .45rem; display: flex; gap: .75rem; align-items: baseline;
  justify-content: space-between; }
.take { font-size: .78rem; text-decoration: none; border: 1px solid var(--rule);
  border-radius: 6px; padding: .05rem .45rem; color: var(--faint); }
.take::before { content: "\2193\a0"; }
.take:hover, .take:focus-visible { color: var(--link); border-color: currentColor; }
figure.tall { grid-row: span 3; }
figure.wide { grid-column: 1 / -1; max-width: 52rem; }
.scripted figure.wide { max-width: none; }
.picture { overflow-x: auto; }
.picture[hidden] { display: none; }
.picture > svg { display: block; width: 100%; height: auto; min-width: 25rem; }
.wide > .picture > svg { min-width: 30rem; }
.live { position: relative; font-size: .8rem; }
.live svg.plot { display: block; max-width: none; }
.live svg:focus { outline: none; }
.live svg:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.live .plot { touch-action: pan-y; }
.live .drag { fill: var(--link); fill-opacity: .12; }
.live [aria-label="tip"] { display: none; }
[data-kind="lines"] .live .plot { cursor: crosshair; }
svg path:has(> title):hover, .ribbon:hover { fill-opacity: .8; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; margin: .1rem 0 .3rem; }
.legend button { display: inline-flex; gap: .45rem; align-items: center; border: 0;
  background: none; padding: .1rem 0; font: inherit; color: inherit; cursor: pointer;
  text-align: left; overflow-wrap: anywhere; }
.legend [aria-pressed="false"] { opacity: .4; text-decoration: line-through; }
.stack .legend [aria-pressed] { opacity: 1; text-decoration: none; }
.stack .legend [aria-pressed="true"] { text-decoration: underline; }
.legend i { width: .9rem; height: .9rem; border-radius: 3px; flex: none; }
.legend i.rest { border: 1px dashed currentColor; }
.scale { display: flex; gap: .5rem; align-items: center; justify-content: center; }
.legend svg { flex: none; }
.swatch { width: .8rem; height: .8rem; flex: none; }
.tip .swatch { width: .6rem; height: .6rem; }
.tools { display: flex; gap: .5rem; justify-content: flex-end; margin-top: .2rem; }
.tools button, footer button { font: inherit; font-size: .78rem; color: var(--faint);
  background: none; border: 1px solid var(--rule); border-radius: 6px; padding: .05rem .5rem;
  cursor: pointer; }
.tools button:hover, footer button:hover { color: var(--link); border-color: currentColor; }
.tip { position: fixed; left: 0; top: 0; z-index: 9; pointer-events: none; max-width: 20rem;
  background: var(--tip); color: var(--ink); border: 1px solid var(--rule); border-radius: 8px;
  box-shadow: 0 4px 16px #0003; padding: .4rem .6rem; font-size: .82rem; line-height: 1.4;
  font-variant-numeric: tabular-nums; }
.tip[hidden] { display: none; }
.tip-title { color: var(--faint); margin-bottom: .1rem; }
.tip-line { display: flex; flex-wrap: wrap; gap: 0 .45rem; align-items: baseline; }
.tip-line span { overflow-wrap: anywhere; }
.tip-line small { color: var(--faint); font-size: inherit; }
.scroll { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; border: 0; font-size: .9rem; line-height: 1.35;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: .85rem; padding: .2rem 0 .4rem; }
th, td { border: 0; border-bottom: 1px solid var(--rule); padding: .32rem .9rem .32rem 0;
  text-align: left; vertical-align: top; font-weight: 400; }
thead th { font-weight: 600; vertical-align: bottom; }
tbody tr:hover > * { background: var(--tint); }
th.n, td.n { text-align: right; white-space: nowrap; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
td, th { overflow-wrap: break-word; }
th.n, th.k { white-space: nowrap; }
thead th.n { white-space: normal; }
pre { background: var(--tint); border: 1px solid var(--rule); border-radius: 10px; padding: .8rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
details { border: 1px solid var(--rule); border-radius: 10px; padding: .4rem .9rem;
  margin: .8rem 0; }
summary { font-weight: 600; cursor: pointer; padding: .2rem 0; overflow-wrap: anywhere; }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: .8rem;
  font-size: .85rem; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .take, .tools, .tip, footer button { display: none; }
  figure, tr, dl.keys > div { break-inside: avoid; }
  h2, h3, figcaption, caption { break-after: avoid; }
  .scroll, .picture { overflow: visible; }
}
)css";
}

}  // namespace ordersim::report::page
