import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { commandName, withProgram, withVersion } from './program-version.js';

test.each([
  ['claude-code', '2.1.32 (Claude Code)\n', 'claude-code 2.1.32'],
  ['codex', 'codex-cli 0.98.0\n', 'codex 0.98.0'],
  ['opencode', 'v1.0.150-beta.2\n', 'opencode 1.0.150-beta.2'],
  ['x', 'no number here', 'x'],
  ['x\u0000\n', '1.2', 'x 1.2'],
])('G9: %s says %j', (name, reported, expected) => expect(withVersion(name, reported)).toBe(expected));

test('G9: of a command its name alone, and no place of the machine', () => {
  expect(commandName(['/home/me/bin/my-agent', '--go'])).toBe('my-agent');
  expect(commandName(['{node}', 'x'])).toBe('node');
});

describe('G9: the program is queried once, and what it does costs no result', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'autopack-program-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const driver = { run: () => Promise.reject(new Error('not run')) };
  const program = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return path;
  };

  test.each([
    ['answers', 'echo x >> "$0.asked"; echo "tool 3.4.5"', 'tool 3.4.5'],
    ['fails', 'echo 3.4.5; exit 3', 'tool'],
  ])('G9: it %s', async (name, text, expected) => {
    const requested = withProgram(driver, 'tool', [await program(name, text)], true);
    expect([await requested.program!(), await requested.program!()]).toEqual([expected, expected]);
  });

  test('G9: it is not there', async () => {
    expect(await withProgram(driver, 'tool', [join(folder, 'none')], true).program!()).toBe('tool');
  });
});
