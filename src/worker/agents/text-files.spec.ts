/** W3: text files that people and programs leave are read in the encodings that editors write, or refused with what to do. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { textOf } from '../../cli/plans/text-file.js';
import { PACKAGE_ROOT } from '../../common/package-root.js';
import { readRulesetText } from '../../domain/rules/ruleset/read-ruleset.js';
import { readScenario } from '../scripted/scenario.js';
import type { AgentTask } from './contract/agent.js';
import { openExchange, readResult } from './exchange.js';
import { namedPreset, PRESET_FOLDER } from './preset.js';

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const ENCODINGS: readonly [name: string, bytes: (text: string) => Buffer][] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16, low byte first', utf16],
  ['UTF-16, high byte first', (text) => utf16(text).swap16()],
];
const LATIN_1 = Buffer.from([0x7b, 0xe4, 0x7d]);

describe('A3: a text file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autopack-texts-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const task = (): AgentTask =>
    ({
      role: 'AUDITOR',
      resultFile: join(folder, 'out', 'result.json'),
      brief: '',
      briefJson: {},
    }) as unknown as AgentTask;

  it.each(ENCODINGS)('that an agent leaves as its result is read: %s', async (_, bytes) => {
    const exchange = await openExchange(task());
    await writeFile(task().resultFile, bytes(JSON.stringify({ verdict: 'approve', notes: 'Größe' })));
    expect(await readResult(task(), exchange)).toMatchObject({
      fault: null,
      result: { verdict: 'APPROVE', notes: 'Größe' },
    });
  });

  it('that is none is refused with a remedy, and keys that only look like ours are named', async () => {
    const exchange = await openExchange(task());
    await writeFile(task().resultFile, LATIN_1);
    expect(await readResult(task(), exchange)).toEqual({
      result: null,
      fault: 'The result file is no UTF-8 text; save it as UTF-8.',
    });
    await writeFile(
      task().resultFile,
      JSON.stringify({ vеrdict: 'APPROVE', 'notes\u200b': 'x', verdict: 'APPROVE', notes: 'x' }),
    );
    const { fault } = await readResult(task(), exchange);
    expect(fault).toContain('"vеrdict" is not known here');
  });

  it.each(ENCODINGS)('that a command is given is read: %s', async (_, bytes) => {
    await writeFile(join(folder, 'plan.md'), bytes('## T1: Größe\n'));
    expect(await textOf(join(folder, 'plan.md'), 1_000)).toBe('## T1: Größe\n');
  });

  it('that is too large is never cut to one that is not', async () => {
    for (const [name, bytes] of ENCODINGS) {
      await writeFile(join(folder, name), bytes('a\n'.repeat(600)));
      const read = await textOf(join(folder, name), 1_000).then(
        (text) => text.length > 1_000 - 1,
        (error: Error) => error.message,
      );
      expect(read === true || /larger than 1000 bytes/.test(String(read))).toBe(true);
    }
    await writeFile(join(folder, 'latin'), LATIN_1);
    await expect(textOf(join(folder, 'latin'), 1_000)).rejects.toThrow('is no UTF-8 text; save it as UTF-8');
  });

  it.each(ENCODINGS)('of a scenario is read: %s', async (_, bytes) => {
    await writeFile(join(folder, 'scenario.yaml'), bytes('version: 1\nscripts:\n  - do:\n      - say: Größe\n'));
    const main = join(PACKAGE_ROOT, 'dist/worker/scripted/main.js');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [main, '--scenario', join(folder, 'scenario.yaml')],
      { cwd: folder },
    );
    expect(stdout).toContain('Größe');
  });

  it.each(ENCODINGS)('of a preset is read: %s', async (_, bytes) => {
    await writeFile(join(folder, 'aider.json'), bytes(await readFile(join(PRESET_FOLDER, 'aider.json'), 'utf8')));
    expect(namedPreset('aider', folder)).toEqual(namedPreset('aider'));
  });

  it('that came decoded loses its marks: rulesets and scenarios', () => {
    expect(readRulesetText('\ufeff\ufeffversion: 1\n')).toHaveProperty('rules');
    expect(readScenario('\ufeffversion: 1\nscripts:\n  - do: [noChange]\n').scripts).toHaveLength(1);
  });
});
