// Builds web/ into src/guanmo/static/web/: the desk's script and style sheet, the phone ballot's, the icon. Run by `npm run build`.
import { readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compileAsync } from "sass";

const web = fileURLToPath(new URL("./", import.meta.url));
const out = fileURLToPath(new URL("../src/guanmo/static/web/", import.meta.url));
const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));

/** Tabler is written in Sass; compiling it here lets us take three of its sixty parts. */
const sass = {
  name: "sass",
  setup(builder) {
    builder.onLoad({ filter: /\.scss$/ }, async ({ path }) => {
      const { css } = await compileAsync(path, { loadPaths: [modules], quietDeps: true, charset: false });
      return { contents: css, loader: "css" };
    });
  },
};

await rm(out, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [
    `${web}app.ts`,
    `${web}app.css`,
    `${web}icon.svg`,
    // The phone's ballot loads nothing of the desk's pages.
    { in: `${web}ballot/app.ts`, out: "ballot" },
    { in: `${web}ballot/app.css`, out: "ballot" },
    { in: `${web}worker/ballot-worker.ts`, out: "ballot-worker" },
  ],
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  charset: "utf8",
  // The oldest browser we promise; newer syntax is lowered, newer style properties are progressive.
  target: "chrome108",
  loader: { ".svg": "copy" },
  legalComments: "none",
  metafile: true,
  plugins: [sass],
});

for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
  const packed = gzipSync(await readFile(path), { level: 9 }).length;
  console.log(`${path}  ${bytes} bytes, ${packed} gzip`);
}
