/**
 * docs/images/demo.svg: the demo as it is seen in a terminal, made from a real run. It runs `npm run demo -- --exit` (about a minute), takes each
 * line with the moment at which it came, and draws them as a picture that plays by CSS alone. Pauses are shortened, nothing else is changed but
 * the folders and addresses of the machine.
 *
 *   node scripts/record-demo.mjs               runs the demo and writes the picture
 *   node scripts/record-demo.mjs LINES.json    draws what an earlier run printed (`--keep LINES.json` writes it)
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const PICTURE = 'docs/images/demo.svg';
const [COLUMNS, ROWS] = [104, 26];
const [CHARACTER, LINE, MARGIN, BAR] = [8.4, 19, 16, 30];
/** Seconds: the longest pause that is displayed, the shortest time between two lines, and how long the end stays. */
const [LONGEST, SHORTEST, END] = [0.9, 0.12, 6];

const { values, positionals } = parseArgs({ options: { keep: { type: 'string' } }, allowPositionals: true });
const lines = positionals[0] ? JSON.parse(readFileSync(positionals[0], 'utf8')) : await record();
if (values.keep) writeFileSync(values.keep, JSON.stringify(lines));
writeFileSync(PICTURE, draw(lines));
console.log(`${PICTURE}: ${lines.length} lines`);

/** The lines of a demo, each with the seconds since the start. */
async function record() {
  const folder = mkdtempSync(join(tmpdir(), 'autopack-record-'));
  const began = performance.now();
  const env = {
    ...process.env,
    PORT: '0',
    AUTOPACK_DATA_DIR: join(folder, 'data'),
    AUTONOMOUS_RUNS_DIR: join(folder, '.autonomous_runs'),
  };
  const child = spawn(process.execPath, ['scripts/run.mjs', 'demo', '--exit'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seen = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const line of parts) seen.push({ at: (performance.now() - began) / 1000, text: told(line, folder) });
  });
  const code = await new Promise((ended) => child.once('close', ended));
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`The demo ended with ${code}`);
  return seen;
}

/** A line without the folders and the address of this machine. */
function told(line, folder) {
  return line
    .replaceAll(`${folder}/`, '')
    .replaceAll(`${tmpdir()}/`, '')
    .replace(/autopack-demo-[\w-]+\//g, '')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:8000');
}

function draw(recorded) {
  let time = 1;
  let last = recorded[0]?.at ?? 0;
  const shown = [{ at: 0.3, text: '$ npm run demo -- --exit' }];
  for (const { at, text } of recorded) {
    time += Math.min(LONGEST, Math.max(SHORTEST, at - last));
    last = at;
    for (const part of folded(text)) shown.push({ at: time, text: part });
  }
  const total = time + END;
  const percent = (seconds) => ((100 * seconds) / total).toFixed(2);
  const [width, height] = [2 * MARGIN + COLUMNS * CHARACTER, BAR + 2 * MARGIN + ROWS * LINE];
  const first = (index) => Math.max(0, index + 1 - ROWS);
  const steps = shown.filter(({ at }, index) => at !== shown[index + 1]?.at);
  const scroll = steps.map(({ at }) => {
    const offset = -first(shown.findLastIndex((line) => line.at === at)) * LINE;
    return `${percent(at)}% { transform: translateY(${offset}px) }`;
  });
  const moments = [...new Set(shown.map(({ at }) => at))];
  const appear = moments.map(
    (at, index) => `@keyframes a${index} { 0% { opacity: 0 } ${percent(at)}%, 100% { opacity: 1 } }`,
  );
  const text = shown.map(({ at, text: line }, index) => {
    const kind = /^\$ /.test(line)
      ? 'c'
      : /REJECT|RED|refused/.test(line)
        ? 'r'
        : /DONE_SUCCESS|GREEN|Promoted|PASS/.test(line)
          ? 'g'
          : 't';
    const name = `a${moments.indexOf(at)}`;
    return `<text class="${kind}" y="${(index + 1) * LINE - 5}" style="animation-name:${name}">${escaped(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The demo of Autopack in a terminal">
<style>
text { font: 14px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; animation: ${total.toFixed(1)}s step-end infinite; }
.t { fill: #d7dce5 } .c { fill: #8ab4f8 } .g { fill: #7ee0a5 } .r { fill: #f6a5a5 }
#scroll { animation: scroll ${total.toFixed(1)}s step-end infinite; }
@keyframes scroll { 0% { transform: translateY(0) } ${scroll.join(' ')} 100% { transform: translateY(${-first(shown.length - 1) * LINE}px) } }
${appear.join('\n')}
@media (prefers-reduced-motion: reduce) { text, #scroll { animation: none } #scroll { transform: translateY(${-first(shown.length - 1) * LINE}px) } }
</style>
<rect width="100%" height="100%" rx="8" fill="#161b26"/>
<circle cx="20" cy="16" r="5" fill="#ec6a5e"/><circle cx="38" cy="16" r="5" fill="#f4bf4f"/><circle cx="56" cy="16" r="5" fill="#61c554"/>
<svg x="${MARGIN}" y="${BAR + MARGIN / 2}" width="${COLUMNS * CHARACTER}" height="${ROWS * LINE}"><g id="scroll">
${text.join('\n')}
</g></svg>
</svg>
`;
}

/** A line in pieces that fit, cut between words where there are any. */
function folded(line) {
  if (line.length <= COLUMNS) return [line];
  const blank = line.lastIndexOf(' ', COLUMNS);
  const cut = blank > COLUMNS / 2 ? blank : COLUMNS;
  return [line.slice(0, cut), ...folded(`    ${line.slice(cut).trimStart()}`)];
}

function escaped(text) {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character]);
}
