import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

import { readEnvironment } from '../../src/config/environment.js';
import { type Environment, SETTING_NAMES, SettingsError } from '../../src/config/settings.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const example = join(root, '.env.example');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autopack-environment-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const put = (text: string): Promise<void> => writeFile(join(folder, '.env'), text);
const read = (environment: Environment = {}) => readEnvironment(folder, environment);

describe('.env.example', () => {
  test('settings: it names every setting of the server and no other', async () => {
    const named = Object.keys(parseEnv(await readFile(example, 'utf8')));
    // Those of OpenTelemetry are its own.
    expect(named.filter((name) => !name.startsWith('OTEL_')).sort()).toEqual([...SETTING_NAMES].sort());
  });

  test('settings: copied to .env it changes nothing and nothing in it is reported', async () => {
    const withoutFile = read();
    await copyFile(example, join(folder, '.env'));
    expect(read()).toEqual(withoutFile);
    expect(read().warnings).toEqual([]);
  });

  test('settings: every setting in it is explained', async () => {
    const paragraphs = (await readFile(example, 'utf8')).split('\n\n').slice(1);
    for (const paragraph of paragraphs) expect(paragraph).toMatch(/^# .+\n(# .+\n)*([A-Z_]+=.*\n?)+$/);
  });
});

describe('.env', () => {
  test('settings: it sets what the environment does not, and the environment wins', async () => {
    await put('PORT=9001\nHOST="localhost"\n# RUN_MAX_PHASES=3\nAUTOPACK_LOG_LEVEL=debug # for now\n');
    const settings = read({ PORT: '9002' });
    expect(settings).toMatchObject({ port: 9002, host: 'localhost', logLevel: 'debug' });
    expect(settings.budgets.runMaxPhases).toBe(25);
  });

  test('settings: what the environment sets to nothing has its default', async () => {
    await put('PORT=9001\n');
    expect(read({ PORT: '' }).port).toBe(8000);
  });

  test('settings: relative folders begin in the working directory', async () => {
    await put('AUTOPACK_DATA_DIR=data\nAUTONOMOUS_RUNS_DIR=runs\n');
    expect(read()).toMatchObject({ dataDir: join(folder, 'data'), runsDir: 'runs', runsRoot: join(folder, 'runs') });
  });

  test('settings: unknown names are reported wherever they are, others’ names are not', async () => {
    await put('AUTOPACK_TOKN=secret-value\nRUN_MAX_PHASE=3\nPOSTGRES_PASSWORD=x\n');
    const { warnings } = read({ AUTOPACK_COLOUR: 'blue', RUN_LEVEL: '5' });
    expect(warnings.map((warning) => warning.split(' ')[0]).sort()).toEqual([
      'AUTOPACK_COLOUR',
      'AUTOPACK_TOKN',
      'RUN_MAX_PHASE',
    ]);
    expect(warnings.join('\n')).not.toContain('secret-value');
  });

  test('settings: wrong values in it stop the start, each with a sentence', async () => {
    await put('PORT=many\nRUN_MAX_PHASES=0\nDATABASE_URL=mysql://db\n');
    expect(() => read()).toThrow(SettingsError);
    expect(() => read()).toThrow(
      /PORT must be a whole number[^]*DATABASE_URL must look like postgres:[^]*RUN_MAX_PHASES must be/,
    );
  });

  test('settings: one that cannot be read is an error that says so', async () => {
    await mkdir(join(folder, '.env'));
    expect(() => read()).toThrow(/^The settings in .+\.env cannot be read: /);
  });
});
