/** Objects that are made without git (G4): git agrees about their ids, and takes their packs. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loneObject } from './lone-object.js';

const folder = mkdtempSync(join(tmpdir(), 'autopack-lone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['sha1', 'sha256'] as const)('G4: an object by itself, by %s', (format) => {
  const cwd = join(folder, format);
  const git = (input: Buffer | null, ...args: string[]): Buffer =>
    execFileSync('git', args, {
      cwd,
      input: input ?? '',
      env: { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' },
    });
  beforeAll(() => {
    execFileSync('git', ['init', '-q', '--bare', `--object-format=${format}`, cwd]);
  });

  it.each([0, 1, 15, 16, 2_047, 2_048, 300_000])('G4: of %i more bytes', (bytes) => {
    const tree = git(Buffer.alloc(0), 'mktree').toString().trim();
    const commit = `tree ${tree}\nauthor A <a@b.c> 1 +0000\ncommitter A <a@b.c> 1 +0000\n\n${'x'.repeat(bytes)}`;
    const { id, pack } = loneObject('commit', Buffer.from(commit), format);
    git(pack, 'index-pack', '--stdin', '--strict');
    expect(git(null, 'cat-file', 'commit', id).toString()).toBe(commit);
  });
});
