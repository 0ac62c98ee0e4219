// Numbers as people read them, in the same words as the rest of the page (sim/report/numbers.hpp).

const UNITS = [["d", 24], ["h", 1], ["min", 1 / 60], ["s", 1 / 3600]];

/** "2d 4h" for hours: its two largest units. */
export function duration(hours) {
  let rest = Math.round(Math.abs(hours) * 3600) / 3600;
  const parts = [];
  let seen = 0;
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size + 1e-9);
    seen += count > 0 || seen > 0 ? 1 : 0;
    if (count > 0 && seen <= 2) parts.push(`${count}${name}`);
    rest = Math.max(0, rest - count * size);
  }
  return parts.length ? (hours < 0 ? "-" : "") + parts.join(" ") : "0s";
}

/** Decimals that show a half-width to one significant digit, or to two where that digit is 1. */
export function decimalsFor(value, halfWidth) {
  let leading = halfWidth;
  let digits = 1;
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) {
    leading = Math.abs(value);
    digits = 3;
  }
  if (!(leading > 0) || !Number.isFinite(leading)) return 0;
  const exponent = Math.floor(Math.log10(leading) + 1e-9);
  if (digits === 1 && leading < (2 - 1e-6) * 10 ** exponent) digits = 2;
  return Math.min(6, Math.max(0, digits - 1 - exponent));
}

/** Fixed decimals, thousands by commas, never "-0". */
export function grouped(value, decimals) {
  const text = value.toFixed(decimals);
  const [whole, part] = (/[1-9]/.test(text) ? text : text.replace("-", "")).split(".");
  const commas = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part ? `${commas}.${part}` : commas;
}

/** What values of a unit are told in: shares in percent, times of one chart in what fits them. */
export function scaleOf(unit, largest = 1) {
  if (unit === "share") return { factor: 100, unit: "%" };
  if (unit === "h" && largest >= 72) return { factor: 1 / 24, unit: "d" };
  if (unit === "h" && largest > 0 && largest < 1.5) return { factor: 60, unit: "min" };
  return { factor: 1, unit: unit ?? "" };
}

/** { value: "62.3 %", interval: "[61.5, 63.1]" }; no interval where there is none. */
export function shown(value, low, high, unit, sign = false) {
  if (!Number.isFinite(value)) return { value: "no data", interval: "" };
  const scale = scaleOf(unit, Math.abs(value));
  const ends = [low, high].map((end) => end * scale.factor);
  const known = ends.every(Number.isFinite);
  const decimals = decimalsFor(value * scale.factor, known ? (ends[1] - ends[0]) / 2 : 0);
  const least = unit === "share" || unit === "h" ? Math.min(decimals, 3) : decimals;
  const text = (number) => {
    const digits = grouped(number, least);
    return sign && number > 0 && /[1-9]/.test(digits) ? `+${digits}` : digits;
  };
  return {
    value: text(value * scale.factor) + (scale.unit ? ` ${sign && unit === "share" ? "points" : scale.unit}` : ""),
    interval: known ? `[${text(ends[0])}, ${text(ends[1])}]` : "",
  };
}

// Hours that make good ticks: on a logarithmic axis, and as steps of a linear one.
const LANDMARKS = [1 / 3600, 10 / 3600, 1 / 60, 5 / 60, 0.25, 1, 4, 12, 48, 168, 672, 2688, 10752];
const STEPS = [1 / 3600, 10 / 3600, 1 / 60, 5 / 60, 1 / 6, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96,
  168, 336, 672, 1344, 2688, 8064];

/** Ticks in hours within [low, high]; about `count` of them. */
export function timeTicks(low, high, logarithmic, count) {
  if (logarithmic) {
    const inside = LANDMARKS.filter((at) => at >= low * (1 - 1e-9) && at <= high * (1 + 1e-9));
    const stride = Math.max(1, Math.ceil(inside.length / count));
    return inside.length > 1 ? inside.filter((_, i) => i % stride === 0) : [low, high];
  }
  const step = STEPS.find((one) => (high - low) / one <= count) ?? (high - low) / count;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); i += 1) {
    ticks.push(i * step);
  }
  return ticks;
}
