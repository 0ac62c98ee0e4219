// The data of a chart: the table behind its download link, which works without scripts, too.

/** Rows of a CSV text after RFC 4180, header first. Lines end in a line feed. */
export function parseCsv(text) {
  const rows = [[]];
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    if (whole === "" && rows[rows.length - 1].length === 0) break;
    rows[rows.length - 1].push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  if (rows[rows.length - 1].length === 0) rows.pop();
  return rows;
}

const numberOf = (field) => (field === "" || field === undefined ? NaN : Number(field));

/** The rows of a figure's table: texts, and the same as numbers where they are some. */
export function rowsOf(figure) {
  const link = figure.querySelector("a[download]");
  const comma = link.href.indexOf(",");
  const [header, ...rows] = parseCsv(decodeURIComponent(link.href.slice(comma + 1)));
  return { header, rows: rows.map((texts) => ({ texts, numbers: texts.map(numberOf) })) };
}
