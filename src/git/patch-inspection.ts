/**
 * What a patch would do, found out without doing it (G2): it is applied to the base commit in a quarantine, and git says what differs. Sizes
 * are judged before git writes anything. Nothing is refused here by policy, only what no tree can hold; judging is the gate's.
 */
import { readFile, writeFile } from 'node:fs/promises';

import type {
  AppliedPatchFacts,
  ImpossiblePath,
  PatchLimit,
  RefusedPatchFacts,
} from '../domain/rules/gate/patch-facts.js';
import { treePathFault } from '../domain/rules/gate/path-forms.js';
import { REMEDY } from '../domain/rules/patch/patch-words.js';
import { type NamedFile, type ReadPatch, readPatch, UnreadablePatch } from '../domain/rules/patch/read-patch.js';
import { wholePatch } from '../domain/rules/patch/whole-patch.js';
import type { PatchLimits } from '../domain/rules/ruleset/ruleset.js';
import { listedPaths } from '../domain/text/printable.js';
import { addedTree } from './added-tree.js';
import { binarySize } from './binary-hunks.js';
import { failureOf, GitFailure, readable } from './git-errors.js';
import { readCommit } from './git-objects.js';
import { HeldTree } from './held-tree.js';
import { knownIndexes } from './known-indexes.js';
import { bringLargeFiles } from './large-files.js';
import { machineFailure } from './machine-failure.js';
import type { ObjectSource } from './object-source.js';
import { OnceReader } from './once-reader.js';
import { pathCollisions } from './path-collisions.js';
import type { RepositoryPlace } from './repository-place.js';
import { type Git, type GitAnswer, gitIn } from './run-git.js';
import { ScratchRepository } from './scratch-repository.js';
import { treeChanges, UnreadableName } from './tree-changes.js';
import { Trees } from './trees.js';

export interface PatchRequest {
  /** Id of the commit that the patch was made against. */
  readonly base: string;
  /** A unified diff as git writes it; text is taken as UTF-8. */
  readonly patch: string | Uint8Array;
  readonly limits: Pick<PatchLimits, PatchLimit>;
  /** May files under Git LFS be stored, as pointers and with git-lfs (G8)? Default: no. */
  readonly lfs?: boolean;
}

/** With `held`, the tree waits to be committed or discarded; the caller must discard it in the end. */
export type PatchInspection =
  | { readonly facts: AppliedPatchFacts; readonly held: HeldTree }
  | { readonly facts: RefusedPatchFacts; readonly held: null };

class Refused extends Error {
  constructor(readonly facts: RefusedPatchFacts) {
    super(facts.outcome);
  }
}

/** Throws GitFailure where the machine or the repository is to blame, and not the patch: a full disk, a missing base commit. */
export async function inspectPatch(place: RepositoryPlace, git: Git, request: PatchRequest): Promise<PatchInspection> {
  const given = typeof request.patch === 'string' ? Buffer.from(request.patch, 'utf8') : Buffer.from(request.patch);
  const early = judgedAsText(given, request.limits);
  if ('outcome' in early) return { facts: early, held: null };
  const { patch, named } = early;
  const { tree: baseTree } = await readCommit(place.reader, request.base);
  const scratch = await ScratchRepository.over(place);
  const { objects } = scratch;
  let isHeld = false;
  try {
    await checkPrefixes(objects, baseTree, named);
    const { tree: literal, attributes } = await applied(scratch, baseTree, patch, named);
    const paths = [...new Set(named.files.flatMap(({ next }) => next ?? []))];
    const order = { ...scratch, objects, base: baseTree, tree: literal, paths, lfs: request.lfs ?? false };
    const { tree, fault, largeFiles } = attributes
      ? await addedTree(order)
      : { tree: literal, fault: null, largeFiles: null };
    if (tree === baseTree) return { facts: { outcome: 'empty' }, held: null };
    const { changes, growth } = await treeChanges(scratch, baseTree, tree);
    checkTouched(
      named.files,
      changes.map((change) => change.path),
    );
    const collisions = await pathCollisions(objects, { from: baseTree, to: tree }, changes);
    isHeld = true;
    const unpackedBytes = Math.max(early.binaryBytes, growth);
    return {
      facts: {
        outcome: 'applies',
        changes,
        bytes: given.length,
        unpackedBytes,
        collisions,
        fault: named.fault,
        addFault: fault,
      },
      held: new HeldTree(tree, [request.base], scratch, git, async () => {
        if (largeFiles !== null) await bringLargeFiles(largeFiles, place, git);
      }),
    };
  } catch (error) {
    if (error instanceof Refused) return { facts: error.facts, held: null };
    if (error instanceof UnreadableName) return { facts: { outcome: 'malformed', message: error.message }, held: null };
    throw error;
  } finally {
    if (!isHeld) await scratch.discard();
  }
}

interface Readable {
  /** With the end of its last line, which models and shells take away, and without a byte order mark. */
  readonly patch: Buffer;
  readonly binaryBytes: number;
  readonly named: ReadPatch;
}

/** All that can be judged before git sees the patch, at a cost that grows with its length and no faster. */
function judgedAsText(given: Buffer, limits: PatchRequest['limits']): RefusedPatchFacts | Readable {
  if (given.length > limits.maxBytes) {
    return { outcome: 'too-large', limit: 'maxBytes', allowed: limits.maxBytes, value: given.length };
  }
  const text = wholePatch(given.toString('latin1'));
  if (!/\S/.test(text)) return { outcome: 'empty' };
  const patch = Buffer.from(text, 'latin1');
  const binary = binarySize(patch, limits.maxUnpackedBytes);
  if (binary.kind === 'malformed') return { outcome: 'malformed', message: binary.message };
  if (binary.kind === 'too-large') {
    return { outcome: 'too-large', limit: 'maxUnpackedBytes', allowed: limits.maxUnpackedBytes, value: binary.bytes };
  }
  // A copy writes a whole file for a line of text, so that no size would be known before git has written.
  const firstFile = text.search(/^diff --git /m);
  if (firstFile !== -1 && /^copy from /m.test(text.slice(firstFile))) {
    return {
      outcome: 'malformed',
      message: 'It copies files ("copy from"); make it without looking for copies, as `git diff --binary` does.',
    };
  }
  try {
    const named = readPatch(text);
    return judgedByNames(named.files, limits.maxFiles) ?? { patch, binaryBytes: binary.bytes, named };
  } catch (error) {
    if (error instanceof UnreadablePatch) return { outcome: 'malformed', message: error.message };
    throw error;
  }
}

/** How many files does it name, and could a tree and a file system hold them? */
function judgedByNames(files: readonly NamedFile[], maxFiles: number): RefusedPatchFacts | null {
  const times = new Map<string, number>();
  for (const file of files) times.set(targetOf(file), (times.get(targetOf(file)) ?? 0) + 1);
  const before = new Set(files.map((file) => file.old));
  const impossible = [...new Set(files.flatMap(pathsOf))].flatMap((path): ImpossiblePath[] => {
    const why = treePathFault(path, { isNew: !before.has(path) });
    return why ? [{ path, why }] : [];
  });
  if (impossible.length > 0) return { outcome: 'impossible-paths', paths: impossible };
  if (times.size > maxFiles) return { outcome: 'too-large', limit: 'maxFiles', allowed: maxFiles, value: times.size };
  // Twice is what git writes for a file that becomes a symlink: it goes, and it comes.
  if ([...times.values()].some((count) => count > 2))
    return { outcome: 'malformed', message: 'It names a file more than twice.' };
  return null;
}

const targetOf = (file: NamedFile): string => file.next ?? file.old ?? '';
const pathsOf = ({ old, next }: NamedFile): string[] => [old, next].filter((path): path is string => path !== null);

/** Are the places of "a/" and "b/" folders of the repository? Then nobody knows which files are meant. Throws Refused. */
async function checkPrefixes(objects: ObjectSource, baseTree: string, { oddPrefixes }: ReadPatch): Promise<void> {
  if (oddPrefixes.length === 0) return;
  const top = [...(await new Trees(objects).entries(baseTree)).keys()].map((name) =>
    Buffer.from(name, 'latin1').toString('utf8'),
  );
  const prefixes = oddPrefixes.map((prefix) => Buffer.from(prefix, 'latin1').toString('utf8'));
  const folder = prefixes.find((prefix) => top.includes(prefix)) ?? top.find((name) => isRunInto(prefixes, name));
  if (folder === undefined) return;
  const message = `${listedPaths([folder])} is in the place of "a/" and "b/", and is a folder of the repository: it is not clear which files are meant. ${REMEDY}`;
  throw new Refused({ outcome: 'malformed', message });
}

/** What git reads must be what is in the patch. `numstat`: as git reports it. Throws Refused. */
function checkNames(numstat: Buffer, { files }: ReadPatch): void {
  const read = numstat.toString('utf8').split('\0').filter(Boolean).map(nameOf).sort();
  const named = files.map(targetOf).sort();
  if (read.length !== named.length || read.some((name, i) => name !== named[i])) throw otherFiles(read, named);
}

/** A prefix without a "/" at its end runs into the first folder of the path: with `v1-` and `v2-`, "v1-src/x" is src/x, and not x. */
const isRunInto = (prefixes: readonly string[], folder: string): boolean =>
  prefixes.filter((prefix) => prefix.endsWith(folder)).length > 1;

const nameOf = (entry: string): string => entry.replace(/^[^\t]*\t[^\t]*\t/, '');

/** The patch has been applied in the quarantine: nothing may differ but what it names (G8). */
function checkTouched(files: readonly NamedFile[], touched: readonly string[]): void {
  const named = new Set(files.flatMap(pathsOf));
  if (touched.some((path) => !named.has(path))) throw otherFiles(touched, [...named]);
}

function otherFiles(touched: readonly string[], named: readonly string[]): Refused {
  const names = new Set(named);
  const other = touched.filter((path) => !names.has(path));
  const message = `git would touch other files than it names${other.length > 0 ? `: ${listedPaths(other)}` : ''}. ${REMEDY}`;
  return new Refused({ outcome: 'malformed', message });
}

const APPLY = ['apply', '-p1'];
/** Names of files as git reads them from the patch; `apply` all the same, and with the same call. */
const NAMES = ['--numstat', '-z'];

/** The tree that the patch leads to, and whether any attributes are in force there. Throws Refused. */
async function applied(
  { git, index, place }: ScratchRepository,
  baseTree: string,
  patch: Buffer,
  named: ReadPatch,
): Promise<{ tree: string; attributes: boolean }> {
  const known = knownIndexes.of(baseTree);
  if (known === null) await git.read(['read-tree', baseTree]);
  else await written(index, known);
  const args = [...APPLY, '--cached', '--whitespace=nowarn', '--apply', ...NAMES, '-'];
  const answer = await git.ask(args, { input: patch });
  if (answer.exitCode !== 0) throw await whyNot(git, answer, patch, named, await baseIsGone());
  checkNames(answer.stdout, named);
  const tree = await git.ask(['write-tree']);
  if (tree.exitCode !== 0) throw (await baseIsGone()) ?? refusal(['write-tree'], tree, git);
  const id = tree.stdout.toString('utf8').trim();
  const bytes = await readFile(index);
  knownIndexes.keep(id, bytes);
  return { tree: id, attributes: bytes.includes('.gitattributes') };

  /** With an index that was known, git did not look whether the base is there. */
  async function baseIsGone(): Promise<GitFailure | null> {
    if (known === null || (await new OnceReader(gitIn(place.gitFolder)).infos([baseTree])).has(baseTree)) return null;
    return new GitFailure(`The tree ${baseTree} is not in the repository any more.`);
  }
}

async function written(file: string, bytes: Buffer): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    const fault = error as NodeJS.ErrnoException;
    throw failureOf(`No index could be written below the temporary folder (${fault.code ?? 'unknown'}).`, fault);
  }
}

/** Git did not apply it. Does it read the patch at all, without a look at a tree, and the names that stand in it? */
async function whyNot(
  git: Git,
  answer: GitAnswer,
  patch: Buffer,
  named: ReadPatch,
  gone: GitFailure | null,
): Promise<Refused | GitFailure> {
  const failure = gone ?? machineFailure(APPLY, answer, git);
  if (failure) return failure;
  const names = await git.ask([...APPLY, ...NAMES, '-'], { input: patch });
  if (names.exitCode !== 0)
    return (
      machineFailure(APPLY, names, git) ??
      new Refused({ outcome: 'malformed', message: readable(names.stderr, git.folders) })
    );
  checkNames(names.stdout, named);
  return refusal(APPLY, answer, git, lineEndHint(patch));
}

function refusal(args: readonly string[], answer: GitAnswer, git: Git, hint = ''): Refused | GitFailure {
  const { stderr } = answer;
  const failure = machineFailure(args, answer, git);
  if (failure) return failure;
  const through = [...stderr.matchAll(/^error: affected file '([^]*?)' is beyond a symbolic link$/gm)].map(
    (match) => match[1]!,
  );
  if (through.length > 0) return new Refused({ outcome: 'through-symlink', paths: [...new Set(through)] });
  const invalid = /^error: invalid path '([^]*?)'$/m.exec(stderr)?.[1];
  if (invalid !== undefined) {
    return new Refused({
      outcome: 'impossible-paths',
      paths: [{ path: invalid, why: treePathFault(invalid) ?? 'git-folder' }],
    });
  }
  return new Refused({ outcome: 'does-not-apply', message: `${readable(stderr, git.folders)}${hint}` });
}

/** Git never ends the lines of a header in CRLF. */
const lineEndHint = (patch: Buffer): string =>
  /^(diff --git|---|\+\+\+|@@) [^\n]*\r$/m.test(patch.toString('latin1'))
    ? '. The lines of the patch end in CRLF, those of its headers too: it was converted on its way. Hand it in as git writes it, with LF'
    : '';
