/**
 * The scripted agent: plays a scenario instead of thinking. Part of the product, for dry runs without any model and for the tests of everything
 * around an agent. As a command: `main.js [--scenario FILE] [--stream NAME]`; as a peer: `main.js --acp`.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { decodeText } from '../../domain/text/input-text.js';
import { serveAcp } from './acp-peer.js';
import { partOf, scriptFor } from './part.js';
import { play, type Stage } from './play.js';
import { readScenario, ScenarioFault } from './scenario.js';
import { type StreamName, streamOutput, STREAMS } from './stream-outputs.js';

const BAD_CALL = 2;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string' },
      stream: { type: 'string', default: 'plain' },
      acp: { type: 'boolean', default: false },
    },
  });
  const stream = STREAMS.find((name): name is StreamName => name === values.stream);
  if (!stream) throw new ScenarioFault(`There is no stream ${values.stream}; known are ${STREAMS.join(', ')}.`);
  const file = values.scenario ?? process.env.AUTOPACK_SCENARIO;
  if (!file) throw new ScenarioFault('Name a scenario: --scenario FILE, or AUTOPACK_SCENARIO.');
  const scenario = readScenario(textOf(file, await readFile(file)));
  const script = scriptFor(scenario, partOf(process.env, await brief()));
  const stage: Stage = {
    workspace: process.env.AUTOPACK_WORKSPACE ?? process.cwd(),
    resultFile: process.env.AUTOPACK_RESULT_FILE ?? null,
    env: process.env,
  };
  if (values.acp) return serveAcp(script, stage);
  const output = streamOutput(stream, (text) => void process.stdout.write(text));
  return output.end(await play(script.actions, stage, output));
}

function textOf(file: string, bytes: Uint8Array): string {
  const decoded = decodeText(bytes);
  if ('fault' in decoded) throw new ScenarioFault(`The scenario ${file} ${decoded.fault}.`);
  return decoded.text;
}

/** The brief as data, if it was placed. */
async function brief(): Promise<unknown> {
  const file = process.env.AUTOPACK_BRIEF_FILE;
  if (file === undefined) return null;
  return JSON.parse(await readFile(file, 'utf8').catch(() => 'null')) as unknown;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = BAD_CALL;
}
