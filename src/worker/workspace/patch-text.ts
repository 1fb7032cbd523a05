/**
 * The patch between two trees as git writes it and reads it again: whole object ids, binary parts, no renames. It travels as text; so a file that is
 * neither UTF-8 nor free of U+0000 is written as a binary part, else its bytes would be lost on the way.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { attributePattern, unquoted } from '../../git/quoted-path.js';
import type { OwnRepository } from './own-repository.js';
import { WorkspaceFault } from './workspace-fault.js';

const FORMAT = [
  '--no-commit-id',
  '-r',
  '-p',
  '--binary',
  '--full-index',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--unified=3',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];
const HEADER = Buffer.from('\ndiff --git ');

export interface PatchText {
  readonly patch: string;
  /** What it names, each once. */
  readonly files: readonly string[];
}

export async function patchBetween(
  own: OwnRepository,
  base: string,
  tree: string,
  maxBytes: number,
): Promise<PatchText> {
  const first = await written(own, base, tree, maxBytes);
  const sections = sectionsOf(first);
  const files = [...new Set(sections.map((section) => pathOf(section).toString('utf8')))];
  const text = asText(first);
  if (text !== null) return { patch: text, files };
  const lines = sections.flatMap((section) =>
    asText(section) === null ? [`${attributePattern(pathOf(section))} -diff`] : [],
  );
  await own.addAttributes(lines);
  const second = asText(await written(own, base, tree, maxBytes));
  if (second === null) throw new WorkspaceFault('git', 'The changes cannot be written as a patch of text.');
  return { patch: second, files };
}

async function written(own: OwnRepository, base: string, tree: string, maxBytes: number): Promise<Buffer> {
  const file = join(own.folder, 'patch');
  await own.git(['diff-tree', ...FORMAT, `--output=${file}`, base, tree]);
  const { size } = await stat(file);
  if (size > maxBytes) {
    throw new WorkspaceFault(
      'too-large',
      `The patch of the agent's changes has ${size} bytes; at most ${maxBytes} are accepted.`,
    );
  }
  return readFile(file);
}

/** null if these bytes are no text that can be sent and stored (I4). */
function asText(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** One for each file. Every line of content begins with a sign of its own, so that a header cannot be forged inside. */
function sectionsOf(patch: Buffer): Buffer[] {
  const sections: Buffer[] = [];
  for (let from = 0; from < patch.length;) {
    const next = patch.indexOf(HEADER, from);
    const to = next < 0 ? patch.length : next + 1;
    sections.push(patch.subarray(from, to));
    from = to;
  }
  return sections;
}

/** Both names of a header are the same, because renames are off. */
function pathOf(section: Buffer): Buffer {
  const names = section.subarray('diff --git '.length, section.indexOf('\n')).toString('latin1');
  if (names.startsWith('"')) return unquoted(names).subarray('a/'.length);
  const length = (names.length - 'a/ b/'.length) / 2;
  return Buffer.from(names.slice('a/'.length, 'a/'.length + length), 'latin1');
}
