#include "sim/report/page/style.hpp"

namespace ordersim::report::page {

std::string_view style() {
    return R"css(
:root { color-scheme: light dark; --faint: #57606a; --rule: #d0d7de; --tint: #f6f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --faint: #a8b1bb; --rule: #464c54; --tint: #23272d; }
  [stroke="#0072B2"] { stroke: #3a97d9; }
  [fill="#0072B2"] { fill: #3a97d9; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 76rem;
  background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .2rem 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem; padding-bottom: .25rem;
  border-bottom: 1px solid var(--rule); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
p { margin: .4rem 0; max-width: 46rem; }
.faint, .note, caption, dt { color: var(--faint); }
.note { font-size: .85rem; }
.answer { font-size: 1.3rem; line-height: 1.35; font-weight: 600; max-width: none; }
.warning { border-left: 4px solid #d55e00; padding-left: .7rem; font-weight: 600; }
dl.keys { display: grid; gap: .75rem; margin: 1rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.2rem), 1fr)); }
dl.keys > div { background: var(--tint); border: 1px solid var(--rule); border-radius: 8px;
  padding: .7rem .75rem; }
dl.keys dt { font-size: .85rem; line-height: 1.3; }
dl.keys dd { margin: .25rem 0 0; font-variant-numeric: tabular-nums; }
dl.keys dd b { font-size: 1.3rem; font-weight: 650; }
dl.keys dd.faint { font-size: .85rem; margin: 0; }
.charts { display: grid; gap: 1.5rem 2rem; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); }
figure { margin: .6rem 0; min-width: 0; max-width: 36rem; }
figcaption { margin-bottom: .4rem; }
figure.tall { grid-row: span 2; }
svg { display: block; width: 100%; height: auto; max-width: 36rem; }
.scroll { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; border: 0; font-size: .9rem; line-height: 1.35;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: .85rem; padding: .2rem 0 .4rem; }
th, td { border: 0; border-bottom: 1px solid var(--rule); padding: .32rem .9rem .32rem 0;
  text-align: left; vertical-align: top; font-weight: 400; }
thead th { font-weight: 600; vertical-align: bottom; }
th.n, td.n { text-align: right; white-space: nowrap; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
td, th { overflow-wrap: break-word; }
th.n, th.k { white-space: nowrap; }
thead th.n { white-space: normal; }
pre { background: var(--tint); border: 1px solid var(--rule); border-radius: 8px; padding: .8rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
details { border: 1px solid var(--rule); border-radius: 8px; padding: .4rem .9rem;
  margin: .8rem 0; }
summary { font-weight: 600; cursor: pointer; padding: .2rem 0; overflow-wrap: anywhere; }
nav a { margin-right: 1rem; color: LinkText; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  figure, tr, dl.keys > div { break-inside: avoid; }
  h2, h3, figcaption, caption { break-after: avoid; }
  .scroll { overflow: visible; }
}
)css";
}

}  // namespace ordersim::report::page
