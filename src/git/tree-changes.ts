/** What differs between two trees, as git says it: paths, modes, sizes, lines, where symlinks lead. Read from objects, never from a patch. */
import { isUtf8 } from 'node:buffer';

import { MODE, type PatchChange } from '../domain/rules/gate/patch-facts.js';
import type { ObjectSource } from './object-source.js';
import type { Git } from './run-git.js';

/** A repository, and its objects. */
export interface Readers {
  readonly git: Git;
  readonly objects: ObjectSource;
}

export interface TreeChanges {
  readonly changes: readonly PatchChange[];
  /** How much larger the new tree is; never negative. */
  readonly growth: number;
}

/** A changed path whose name is no UTF-8 cannot be displayed, stored or compared. */
export class UnreadableName extends Error {}

/** One path that differs; its content has not been read. */
export interface RawChange {
  readonly path: string;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly oldId: string;
  readonly newId: string;
}
type Lines = { readonly added: number | null; readonly deleted: number | null };

const LONGEST_TARGET = 4_096;

/** Throws UnreadableName. */
export async function treeChanges({ git, objects }: Readers, from: string, to: string): Promise<TreeChanges> {
  const output = await git.read([
    'diff-tree',
    '-r',
    '--raw',
    '--numstat',
    '-z',
    '--no-abbrev',
    '--no-renames',
    ...NO_PROGRAMS,
    from,
    to,
  ]);
  const { raw, lines } = parse(output);
  const sizes = await objects.infos(
    raw.flatMap(({ oldMode, oldId, newMode, newId }) => [
      ...(isContent(oldMode) ? [oldId] : []),
      ...(isContent(newMode) ? [newId] : []),
    ]),
  );
  const sizeOf = (mode: string | null, id: string) => (isContent(mode) ? (sizes.get(id)?.size ?? 0) : 0);
  const targets = await linkTargets(
    objects,
    raw
      .filter(({ newMode, newId }) => newMode === MODE.link && sizeOf(newMode, newId) <= LONGEST_TARGET)
      .map(({ newId }) => newId),
  );
  const moves = unchangedMoves(raw);
  const growth = raw.reduce(
    (sum, each) => sum + sizeOf(each.newMode, each.newId) - sizeOf(each.oldMode, each.oldId),
    0,
  );
  const changes = raw.map((each): PatchChange => {
    const { path, oldMode, newMode, newId } = each;
    const movedWith = moves.get(path) ?? null;
    const counted = movedWith === null ? lines.get(path) : { added: 0, deleted: 0 };
    return {
      path,
      oldMode,
      newMode,
      size: sizeOf(newMode, newId),
      addedLines: counted?.added ?? null,
      deletedLines: counted?.deleted ?? null,
      linkTarget: newMode === MODE.link ? (targets.get(newId) ?? null) : null,
      movedWith,
    };
  });
  return { changes, growth: Math.max(0, growth) };
}

/** The paths that differ, and nothing more. Throws UnreadableName. */
export async function rawChanges(git: Git, from: string, to: string): Promise<readonly RawChange[]> {
  return parse(await git.read(['diff-tree', '-r', '--raw', '-z', '--no-abbrev', '--no-renames', from, to])).raw;
}

/** Attributes may name programs that show differences; none is started. */
const NO_PROGRAMS = ['--no-ext-diff', '--no-textconv'];

const isContent = (mode: string | null): boolean => mode !== null && mode !== MODE.submodule;

/** Names that are no UTF-8 are found here, before two of them could look alike. */
function parse(output: Buffer): { raw: RawChange[]; lines: Map<string, Lines> } {
  if (!isUtf8(output)) throw new UnreadableName('A changed path has a name that is not UTF-8.');
  const tokens = output.toString('utf8').split('\0');
  const raw: RawChange[] = [];
  let i = 0;
  for (; tokens[i]?.startsWith(':'); i += 2) {
    const [oldMode, newMode, oldId, newId] = tokens[i]!.slice(1).split(' ') as [string, string, string, string];
    raw.push({ path: tokens[i + 1]!, oldMode: modeOf(oldMode), newMode: modeOf(newMode), oldId, newId });
  }
  const lines = new Map<string, Lines>();
  for (const token of tokens.slice(i)) {
    const match = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(token);
    if (match) lines.set(match[3]!, { added: countOf(match[1]!), deleted: countOf(match[2]!) });
  }
  return { raw, lines };
}

const modeOf = (mode: string): string | null => (/^0+$/.test(mode) ? null : mode);
const countOf = (text: string): number | null => (text === '-' ? null : Number(text));

/** Files that stand elsewhere with the same mode and content: old path to new path and back. */
function unchangedMoves(raw: readonly RawChange[]): Map<string, string> {
  const gone = new Map<string, string[]>();
  for (const { path, oldMode, newMode, oldId } of raw) {
    if (newMode !== null) continue;
    const key = `${oldMode} ${oldId}`;
    gone.set(key, [...(gone.get(key) ?? []), path]);
  }
  const moves = new Map<string, string>();
  for (const { path, oldMode, newMode, newId } of raw) {
    const from = oldMode === null ? gone.get(`${newMode} ${newId}`)?.shift() : undefined;
    if (from !== undefined) moves.set(path, from).set(from, path);
  }
  return moves;
}

/** By the id of the symlink's content; one that is no UTF-8 is left out. */
async function linkTargets(objects: ObjectSource, ids: readonly string[]): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  for (const [id, { content }] of await objects.contents(ids))
    if (isUtf8(content)) targets.set(id, content.toString('utf8'));
  return targets;
}
