// Bundles src/ into one file that needs nothing else, and gathers the licences of what went in.
// Equal sources and lock file give equal bytes, wherever it runs.
//
//   node build.mjs [FOLDER]    writes page.js, page.policy and LICENSES.txt, by default to dist

import { build } from "esbuild";
import { deflateSync } from "fflate";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));

// Plot names what it needs of d3 through d3's index, which draws in modules that act when they are
// loaded (transitions, zoom, forces). Here it gets the few packages that charts without maps use.
const slimD3 = {
  name: "slim-d3",
  setup(bundler) {
    bundler.onResolve({ filter: /^d3$/ }, () => ({ path: join(here, "src/d3.js") }));
  },
};

const result = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020"],
  charset: "ascii",
  legalComments: "none",
  metafile: true,
  write: false,
  plugins: [slimD3],
});

const bundle = result.outputFiles[0].text.trimEnd();

function packagesOf(inputs) {
  const roots = new Set();
  for (const [path, input] of Object.entries(inputs)) {
    const match = path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
    if (match && input.bytesInOutput > 0) roots.add(match[1]);
  }
  return [...roots].sort();
}

/** { about, text } of a package's licence, its copyright lines apart from the terms. */
function licenceOf(root) {
  const about = JSON.parse(readFileSync(join(here, root, "package.json"), "utf8"));
  const name = readdirSync(join(here, root)).sort().find((file) => /^licen[cs]e/i.test(file));
  if (!name) throw new Error(`${root} carries no licence text`);
  const lines = readFileSync(join(here, root, name), "utf8").replace(/\r\n/g, "\n").trim().split("\n");
  const holders = lines.filter((line) => /^copyright /i.test(line));
  const terms = lines.filter((line) => !/^copyright |^(ISC|The ISC|The MIT) License/i.test(line));
  return { about: `${about.name} ${about.version} (${about.license}): ${holders.join("; ")}`,
    terms: terms.join("\n").trim() };
}

/** All notices, packages with the same terms together. */
function noticesOf(roots) {
  const groups = new Map();
  for (const { about, terms } of roots.map(licenceOf)) {
    const key = terms.replace(/\s+/g, " ");
    if (!groups.has(key)) groups.set(key, { terms, packages: [] });
    groups.get(key).packages.push(about);
  }
  return [...groups.values()].map(({ terms, packages }) => `${packages.join("\n")}\n\n${terms}\n`)
    .join(`\n${"-".repeat(78)}\n\n`);
}

const [output] = Object.values(result.metafile.outputs);
const notices = noticesOf(packagesOf(output.inputs));
if (/[*]\/|<\/script/i.test(notices)) throw new Error("a licence that no comment can hold");

// Packed, the script is a third as long, and none of its text can be taken for markup of the page.
// The packer is a script itself, because zlib's bytes differ between versions of node.
const packed = Buffer.from(deflateSync(Buffer.from(bundle, "utf8"), { level: 9 })).toString("base64");
// Every page is a copy of these packages, and carries their notices.
const script = `/*! Holds parts of these packages, packed.\n\n${notices}*/
(async packed => {
  if (!self.DecompressionStream) return;
  const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const script = document.createElement("script");
  script.textContent = await new Response(unpacked).text();
  document.body.append(script);
})("${packed}");`;

// What a content policy calls these very scripts: no others may run on the page.
const hashOf = (text) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

if (!existsSync(out)) mkdirSync(out, { recursive: true });
writeFileSync(join(out, "page.js"), script);
writeFileSync(join(out, "page.policy"), `${hashOf(script)} ${hashOf(bundle)}\n`);
writeFileSync(join(out, "LICENSES.txt"), `page.js holds parts of these packages.\n\n${notices}`);
console.log(`${out}/page.js: ${script.length} bytes, unpacked ${bundle.length}`);
