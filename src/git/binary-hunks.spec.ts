import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../../test/support/programs.js';
import { binarySize } from './binary-hunks.js';

const MANY = 1_000_000_000;

describe('G2: the unpacked size of what git writes', () => {
  let folder: string;
  const git = async (...args: string[]) => (await run('git', args, { cwd: folder })).bytes;
  const patchTo = async (content: Uint8Array) => {
    await writeFile(join(folder, 'f'), content);
    return git('diff', '--binary');
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autopack-test-git-'));
    await git('init', '-q');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each([1, 4, 25, 26, 27, 51, 52, 53, 104, 1_000, 70_001])(
    'G2: a part of %d bytes, and a delta of it, are measured exactly',
    async (size) => {
      const bytes = Buffer.concat([Buffer.from([0]), randomBytes(size - 1)]);
      await writeFile(join(folder, 'f'), Buffer.from([0, 1, 2]));
      await git('add', 'f');
      expect(binarySize(await patchTo(bytes), MANY)).toEqual({ kind: 'fits', bytes: size });
      await git('add', 'f');
      const longer = Buffer.concat([bytes, Buffer.from('more')]);
      expect(binarySize(await patchTo(longer), MANY)).toEqual({ kind: 'fits', bytes: size + 4 });
      expect(binarySize(await patchTo(longer), size)).toMatchObject({ kind: 'too-large' });
    },
  );

  test('G2: a size above the limit is believed, and nothing is unpacked', () => {
    const text = 'GIT binary patch\ndelta 1073741824\nA00000\n\n';
    expect(binarySize(Buffer.from(text), 20_000_000)).toEqual({ kind: 'too-large', bytes: 1_073_741_824 });
  });

  test('G2: a patch of text unpacks to nothing, whatever its lines say', () => {
    const text =
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n GIT binary patch\n+literal 1073741824\n-delta 1073741824\n';
    expect(binarySize(Buffer.from(text), MANY)).toEqual({ kind: 'fits', bytes: 0 });
  });

  test.each([
    ['no size', 'GIT binary patch\n'],
    ['another word', 'GIT binary patch\nzip 10\n\n'],
    ['a size that is none', 'GIT binary patch\nliteral 0x10\nA00000\n\n'],
    ['no end', 'GIT binary patch\nliteral 1\nA00000\n'],
    ['a line of the wrong length', 'GIT binary patch\nliteral 1\nA000\n\n'],
    ['a letter that counts more than is there', 'GIT binary patch\nliteral 1\nF00000\n\n'],
    ['a character that is none', 'GIT binary patch\nliteral 1\nA0000"\n\n'],
    ['a group above 32 bits', 'GIT binary patch\nliteral 1\nA~~~~~\n\n'],
    ['data that do not unpack', 'GIT binary patch\nliteral 1\nA00000\n\n'],
  ])('G2: %s is malformed, and the message names the line', (_, text) => {
    expect(binarySize(Buffer.from(text), MANY)).toEqual({
      kind: 'malformed',
      message: expect.stringMatching(/^line [23]: /) as string,
    });
  });
});
