/**
 * docs/images/demo.svg: the demo as it is seen in a terminal, made from a real run. It runs `npm run demo -- --exit` (about a minute), takes each
 * line with the moment at which it came, and draws them as a picture that plays by CSS alone. Pauses are shortened, nothing else is changed but
 * the folders and addresses of the machine.
 *
 *   node scripts/record-demo.mjs               runs the demo and writes the picture
 *   node scripts/record-demo.mjs LINES.json    draws what an earlier run printed (`--keep LINES.json` writes it)
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './options.mjs';
import { scratchFolder } from './scratch-folder.mjs';
import { escaped, LINE, told, windowOf } from './terminal-picture.mjs';

const PICTURE = 'docs/images/demo.svg';
const [COLUMNS, ROWS] = [104, 26];
/** Seconds: the longest pause that is displayed, the shortest time between two lines, and how long the end stays. */
const [LONGEST, SHORTEST, END] = [0.9, 0.12, 6];

const USAGE = `node scripts/record-demo.mjs [LINES.json]: runs the demo, or draws what an earlier run wrote
  --keep LINES.json  writes that`;
const { values, positionals } = readOptions(USAGE, { options: { keep: { type: 'string' } }, allowPositionals: true });
const lines = positionals[0] ? JSON.parse(readFileSync(positionals[0], 'utf8')) : await record();
if (values.keep) writeFileSync(values.keep, JSON.stringify(lines));
writeFileSync(PICTURE, draw(lines));
console.log(`${PICTURE}: ${lines.length} lines`);

/** The lines of a demo, each with the seconds since the start. */
async function record() {
  const folder = scratchFolder('record');
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
  const still = `transform: translateY(${-first(shown.length - 1) * LINE}px)`;
  const style = `#scroll { animation: scroll ${total.toFixed(1)}s step-end infinite; }
@keyframes scroll { 0% { transform: translateY(0) } ${scroll.join(' ')} 100% { ${still} } }
${appear.join('\n')}
@media (prefers-reduced-motion: reduce) { text, #scroll { animation: none } #scroll { ${still} } }`;
  const content = `<g id="scroll">\n${text.join('\n')}\n</g>`;
  const label = 'The demo of Autopack in a terminal';
  return windowOf({ columns: COLUMNS, rows: ROWS, label, seconds: total, style, content });
}

/** A line in pieces that fit, cut between words where there are any. */
function folded(line) {
  if (line.length <= COLUMNS) return [line];
  const blank = line.lastIndexOf(' ', COLUMNS);
  const cut = blank > COLUMNS / 2 ? blank : COLUMNS;
  return [line.slice(0, cut), ...folded(`    ${line.slice(cut).trimStart()}`)];
}
