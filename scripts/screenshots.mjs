/**
 * `npm run screenshots`: docs/images/dashboard-*.png and dashboard.svg, made from a real demo (about two minutes). The pictures are those of the screens when the run has
 * ended, with some runs of another project beside it; the recording is its page while it runs, a frame each time that something changed, played by CSS alone. Needs Chromium
 * or Chrome on this machine.
 */
import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';

import { scratchFolder } from './scratch-folder.mjs';

const IMAGES = 'docs/images';
const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
/** Name of the picture, address below /ui, width, scheme. `RUN`, `PROJECT` and `PHASE` stand for those of the demo. */
const SCREENS = [
  ['runs', '/', 1440, 'light'],
  ['runs-dark', '/', 1440, 'dark'],
  ['runs-narrow', '/', 360, 'light'],
  ['run', '/runs/RUN', 1440, 'light'],
  ['run-dark', '/runs/RUN', 1440, 'dark'],
  ['run-narrow', '/runs/RUN', 360, 'dark'],
  ['phase', '/runs/RUN/phases/PHASE', 1440, 'light'],
  ['promotion', '/runs/RUN/promotion', 1440, 'light'],
  ['backlog', '/backlog/PROJECT', 1440, 'light'],
  ['project', '/projects/PROJECT', 1440, 'light'],
  ['workers', '/workers', 1440, 'light'],
  ['foresight', '/foresight/PROJECT', 1440, 'light'],
];
const HEIGHT = 900;
/** Of the recording: its size, milliseconds between looks, frames at most, seconds of a frame and of the last one. */
const RECORDING = { width: 1000, height: 640, every: 700, most: 10, frame: 1, last: 4 };

if (!BROWSER) {
  console.error('There is no Chromium or Chrome on this machine.');
  process.exit(1);
}
const folder = scratchFolder('screenshots');
const env = {
  ...process.env,
  PORT: '0',
  AUTOPACK_DATA_DIR: join(folder, 'data'),
  AUTONOMOUS_RUNS_DIR: join(folder, '.autonomous_runs'),
};
const demo = spawn(process.execPath, ['scripts/run.mjs', 'demo'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
let printed = '';
demo.stdout.on('data', (data) => (printed += data));
try {
  const [, address] = await printedLine(/Look at it +(\S+)/);
  await record(address);
  await printedLine(/The server stays up/);
  await scene(new URL(address).origin);
  await pictures(address);
} finally {
  await browser.close();
  if (demo.exitCode === null) {
    demo.kill('SIGINT');
    await new Promise((done) => demo.once('exit', done));
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function printedLine(pattern) {
  for (;;) {
    const match = pattern.exec(printed);
    if (match) return match;
    if (demo.exitCode !== null) throw new Error(`The demo ended before it printed ${pattern}:\n${printed}`);
    await delay(200);
  }
}

async function pageOf(width, height, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  return context.newPage();
}

async function ask(origin, query, variables) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  const refused = Object.values(data ?? {}).flatMap((payload) => payload?.errors ?? []);
  if (errors || refused.length > 0) throw new Error(JSON.stringify(errors ?? refused));
  return data;
}

/** Runs of a shop: one that is nearly out of tokens, one that waits, one that failed, one that was cancelled, one that succeeded. */
async function scene(origin) {
  const send = (command, input) =>
    ask(
      origin,
      `mutation ($input: ${command[0].toUpperCase()}${command.slice(1)}Input!) { ${command}(input: $input) { errors { code message } } }`,
      { input },
    );
  const projectId = 'web-shop';
  const start = (runId, names, more = {}) =>
    send('startRun', {
      ...{ runId, projectId, ...more },
      tiers: [{ tierId: 'T1', name: 'Shop', phases: names.map((name, i) => ({ phaseId: `F1.${i + 1}`, name })) }],
    });
  const move = async (runId, phaseId, ...states) => {
    for (const [state, addTokens] of states) await send('updatePhaseStatus', { runId, phaseId, state, addTokens });
  };
  const complete = [['EXECUTING'], ['GATE', 48_200], ['CI_RUNNING'], ['COMPLETE']];
  await send('createProject', { projectId, name: 'Web shop' });
  await start('order-mails', ['Mail after an order', 'Mail after delivery']);
  for (const phaseId of ['F1.1', 'F1.2']) await move('order-mails', phaseId, ...complete);
  await start('gift-cards', ['Sell a card', 'Pay with a card']);
  await send('cancelRun', { runId: 'gift-cards', reason: 'Gift cards come next year.' });
  await start('price-import', ['Read the list of prices', 'Compare prices', 'Report differences']);
  await move('price-import', 'F1.1', ...complete);
  await move('price-import', 'F1.2', ['EXECUTING', 61_000], ['FAILED']);
  await start('checkout', ['Address', 'Payment', 'Summary', 'Confirmation'], { tokenCap: 160_000 });
  await move('checkout', 'F1.1', ...complete);
  await move('checkout', 'F1.2', ['EXECUTING', 92_000]);
  await start('search', ['Index of products', 'Search page', 'Filters']);
}

async function pictures(address) {
  const { origin, pathname } = new URL(address);
  const runId = decodeURIComponent(pathname.split('/').at(-1));
  const { run } = await ask(
    origin,
    'query ($runId: ID!) { run(runId: $runId) { projectId phases { phaseId attempts { id } } } }',
    { runId },
  );
  // The one that took most attempts has most to show.
  const [phase] = [...run.phases].sort((a, b) => b.attempts.length - a.attempts.length);
  const names = { RUN: runId, PROJECT: run.projectId, PHASE: phase.phaseId };
  for (const [name, path, width, scheme] of SCREENS) {
    const page = await pageOf(width, HEIGHT, scheme);
    const place = path.replace(/RUN|PROJECT|PHASE/g, (word) => encodeURIComponent(names[word]));
    await page.goto(`${origin}/ui${place}`);
    await page.locator('h1').waitFor();
    const awaited = page.getByText(/^Loading/);
    for (let looks = 0; looks < 100 && (await awaited.count()) > 0; looks += 1) await delay(100);
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await page.screenshot({ path: `${IMAGES}/dashboard-${name}.png` });
    console.log(`${IMAGES}/dashboard-${name}.png`);
    await page.context().close();
  }
}

/** Frames of the run's page until the run has ended. */
async function record(address) {
  const { width, height, every, most } = RECORDING;
  const page = await pageOf(width, height, 'light');
  await page.goto(address);
  await page.locator('[data-live=live]').waitFor();
  const frames = [];
  for (let ended = false; !ended;) {
    ended = /^This run/m.test(printed);
    const frame = (await page.screenshot({ type: 'jpeg', quality: 40 })).toString('base64');
    if (frame !== frames.at(-1)) frames.push(frame);
    if (!ended) await delay(every);
  }
  // The last is kept; of the others as many as there is room for, evenly.
  const step = Math.max(1, (frames.length - 1) / (most - 1));
  const kept = Array.from(
    { length: Math.min(most, frames.length) },
    (_, i) => frames[Math.min(frames.length - 1, Math.round(i * step))],
  );
  writeFileSync(`${IMAGES}/dashboard.svg`, drawing(kept));
  console.log(`${IMAGES}/dashboard.svg: ${kept.length} frames`);
  await page.context().close();
}

/** One picture over the other, each displayed for its time. */
function drawing(frames) {
  const { width, height, frame, last } = RECORDING;
  const total = (frames.length - 1) * frame + last;
  const rules = frames.map((_, i) => {
    const [from, to] = [(i * frame) / total, i === frames.length - 1 ? 1 : ((i + 1) * frame) / total].map(
      (share) => `${(share * 100).toFixed(3)}%`,
    );
    return `@keyframes f${i}{0%{opacity:0}${from}{opacity:1}${to}{opacity:${i === frames.length - 1 ? 1 : 0}}}#f${i}{animation:f${i} ${total}s step-end infinite}`;
  });
  const images = frames.map(
    (data, i) => `<image id="f${i}" width="${width}" height="${height}" href="data:image/jpeg;base64,${data}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The page of a run while it is built: phases, attempts, gate, CI, to its end"><style>image{opacity:0}${rules.join('')}@media (prefers-reduced-motion:reduce){image{animation:none!important}#f${frames.length - 1}{opacity:1}}</style>${images.join('')}</svg>\n`;
}
