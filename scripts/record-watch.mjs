/**
 * docs/images/run-watch.svg: `autopack run watch` as it is seen in a terminal, made from a real run. It starts the demo (about a minute), watches its
 * run on a pseudo-terminal, and draws each line of the picture for as long as it stood there. Times are shortened, nothing else is changed but the
 * folders and addresses of the machine. It needs script(1), and `npm run build` before.
 *
 *   node --import tsx scripts/record-watch.mjs               runs the demo and writes the picture
 *   node --import tsx scripts/record-watch.mjs PARTS.json    draws what an earlier run wrote (`--keep PARTS.json` writes it)
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { screenOf } from '../test/support/terminal-screen.ts';
import { readOptions } from './options.mjs';
import { scratchFolder } from './scratch-folder.mjs';
import { escaped, LINE, told, windowOf } from './terminal-picture.mjs';

const PICTURE = 'docs/images/run-watch.svg';
const MAIN = join(process.cwd(), 'dist/cli/main.js');
const [COLUMNS, ROWS] = [100, 30];
/** Seconds: how long one picture of the terminal is displayed, and how long the last one stays. */
const [STEP, END] = [0.45, 6];
/** Seconds of the run between two pictures of the terminal, at least. */
const APART = 0.9;

const USAGE = `node --import tsx scripts/record-watch.mjs [PARTS.json]: runs the demo, or draws what an earlier run wrote
  --keep PARTS.json  writes that`;
const { values, positionals } = readOptions(USAGE, { options: { keep: { type: 'string' } }, allowPositionals: true });
const recorded = positionals[0] ? JSON.parse(readFileSync(positionals[0], 'utf8')) : await record();
if (values.keep) writeFileSync(values.keep, JSON.stringify(recorded));
const frames = framesOf(recorded.parts);
writeFileSync(PICTURE, draw(recorded.command, frames));
console.log(`${PICTURE}: ${frames.length} pictures of the terminal`);

/** What the watch wrote, each part with the seconds since its start. */
async function record() {
  const folder = scratchFolder('record');
  const env = {
    ...process.env,
    PORT: '0',
    AUTOPACK_DATA_DIR: join(folder, 'data'),
    AUTONOMOUS_RUNS_DIR: join(folder, '.autonomous_runs'),
  };
  const demo = spawn(process.execPath, [MAIN, 'demo', '--exit'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => demo.once('close', done));
  try {
    let said = '';
    const [url, runId] = await new Promise((found, failed) => {
      demo.stdout.setEncoding('utf8').on('data', (text) => {
        said += text;
        const place = /listens on (\S+)/.exec(said)?.[1];
        const run = /; run (\S+) from/.exec(said)?.[1];
        if (place && run) found([place, run]);
      });
      demo.once('close', () => failed(new Error(`The demo ended early:\n${said}`)));
    });
    const watch = `stty cols ${COLUMNS} rows ${ROWS}; exec '${process.execPath}' '${MAIN}' run watch ${runId} --url ${url}`;
    const terminal = { ...process.env, TERM: 'xterm', CI: '' };
    const child = spawn('script', ['-qec', watch, '/dev/null'], {
      env: terminal,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const began = performance.now();
    const parts = [];
    child.stdout
      .setEncoding('utf8')
      .on('data', (text) => parts.push({ at: (performance.now() - began) / 1000, text: told(text, folder) }));
    await new Promise((done) => child.once('close', done));
    const code = await ended;
    if (code !== 0) throw new Error(`The demo ended with ${code}`);
    return { command: `$ autopack run watch ${runId}`, parts };
  } finally {
    demo.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The terminal now and then: each picture with the lines of it. */
function framesOf(parts) {
  let [written, last] = ['', -Infinity];
  const found = [];
  for (const [index, { at, text }] of parts.entries()) {
    written += text;
    if (at - last < APART && index < parts.length - 1) continue;
    last = at;
    const { lines, unknown } = screenOf(written);
    if (unknown.length > 0) throw new Error(`Not understood: ${JSON.stringify(unknown[0])}`);
    if (lines.join() !== found.at(-1)?.join()) found.push([...lines]);
  }
  return found;
}

/** A line is drawn once for each time that it stays the same. */
function draw(command, shown) {
  const seconds = shown.length * STEP + END;
  const percent = (frame) => ((100 * frame * STEP) / seconds).toFixed(2);
  const spans = new Map();
  const texts = [];
  for (let row = 0; row < ROWS; row += 1) {
    let from = 0;
    for (let frame = 1; frame <= shown.length; frame += 1) {
      const line = shown[from][row] ?? '';
      if (frame < shown.length && line === (shown[frame][row] ?? '')) continue;
      if (line !== '') texts.push(textOf(line, row, nameOf(from, frame)));
      from = frame;
    }
  }
  const style = [
    ...spans.values(),
    '@media (prefers-reduced-motion: reduce) { text { animation: none; opacity: 0 } .last { opacity: 1 } }',
  ];
  const first = `<text class="c last" y="${LINE - 5}">${escaped(command)}</text>`;
  const label = 'autopack run watch in a terminal, from the first phase to the end';
  const content = `${first}\n${texts.join('\n')}`;
  return windowOf({ columns: COLUMNS, rows: ROWS + 1, label, seconds, style: style.join('\n'), content });

  /** The animation of what stands there from one frame until before another. */
  function nameOf(from, to) {
    const name = `f${from}-${to}`;
    const isLast = to === shown.length;
    const before = from === 0 ? '' : `0% { opacity: 0 } `;
    const after = isLast ? '100% { opacity: 1 }' : `${percent(to)}%, 100% { opacity: 0 }`;
    spans.set(name, `@keyframes ${name} { ${before}${percent(from)}% { opacity: 1 } ${after} }`);
    return { name, isLast };
  }
}

function textOf(line, row, { name, isLast }) {
  const kind = /✘|FAILED|REJECT|RED/.test(line)
    ? 'r'
    : /✔|DONE_SUCCESS|GREEN/.test(line)
      ? 'g'
      : /▸|^\S+ {2}[A-Z_]+$/.test(line)
        ? 'c'
        : 't';
  const last = isLast ? ' last' : '';
  return `<text class="${kind}${last}" y="${(row + 2) * LINE - 5}" style="animation-name:${name}">${escaped(line)}</text>`;
}
