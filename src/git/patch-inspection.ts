/**
 * What a patch would do, found out without doing it (G2): it is applied to the base commit in a quarantine, and git says what differs. Sizes
 * are judged before git writes anything. Nothing is refused here by policy, only what no tree can hold; judging is the gate's.
 */
import type { AppliedPatchFacts, ImpossiblePath, PatchLimit, RefusedPatchFacts } from '../domain/gate/patch-facts.js';
import { treePathFault } from '../domain/gate/path-forms.js';
import type { PatchLimits } from '../domain/strategy/ruleset.js';
import { binarySize } from './binary-hunks.js';
import { GitFailure, readable } from './git-errors.js';
import { readCommit } from './git-objects.js';
import { HeldTree } from './held-tree.js';
import type { RepositoryPlace } from './repository-place.js';
import { refused, type Git, type GitAnswer } from './run-git.js';
import { ScratchRepository } from './scratch-repository.js';
import { treeChanges, UnreadableName } from './tree-changes.js';

export interface PatchRequest {
  /** Id of the commit that the patch was made against. */
  readonly base: string;
  /** A unified diff as git writes it; text is taken as UTF-8. */
  readonly patch: string | Uint8Array;
  readonly limits: Pick<PatchLimits, PatchLimit>;
}

/** With `held`, the tree waits to be committed or discarded; whoever got it must discard it in the end. */
export type PatchInspection =
  { readonly facts: AppliedPatchFacts; readonly held: HeldTree } | { readonly facts: RefusedPatchFacts; readonly held: null };

class Refused extends Error {
  constructor(readonly facts: RefusedPatchFacts) {
    super(facts.outcome);
  }
}

/** Throws GitFailure where the machine or the repository is to blame, and not the patch: a full disk, a missing base commit. */
export async function inspectPatch(place: RepositoryPlace, git: Git, request: PatchRequest): Promise<PatchInspection> {
  const patch = typeof request.patch === 'string' ? Buffer.from(request.patch, 'utf8') : Buffer.from(request.patch);
  const early = judgedAsText(patch, request.limits);
  if ('outcome' in early) return { facts: early, held: null };
  const { tree: baseTree } = await readCommit(git, request.base);
  const scratch = await ScratchRepository.over(place);
  let isHeld = false;
  try {
    await checkNames(scratch.git, patch, request.limits.maxFiles);
    const tree = await applied(scratch.git, request.base, patch);
    if (tree === baseTree) return { facts: { outcome: 'empty' }, held: null };
    const { changes, growth } = await treeChanges(scratch.git, baseTree, tree);
    isHeld = true;
    return {
      facts: { outcome: 'applies', changes, bytes: patch.length, unpackedBytes: Math.max(early.binaryBytes, growth) },
      held: new HeldTree(tree, [request.base], scratch, git),
    };
  } catch (error) {
    if (error instanceof Refused) return { facts: error.facts, held: null };
    if (error instanceof UnreadableName) return { facts: { outcome: 'malformed', message: error.message }, held: null };
    throw error;
  } finally {
    if (!isHeld) await scratch.discard();
  }
}

function judgedAsText(patch: Buffer, limits: PatchRequest['limits']): RefusedPatchFacts | { readonly binaryBytes: number } {
  if (patch.length > limits.maxBytes) {
    return { outcome: 'too-large', limit: 'maxBytes', allowed: limits.maxBytes, value: patch.length };
  }
  const text = patch.toString('latin1');
  if (!/\S/.test(text)) return { outcome: 'empty' };
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
  return { binaryBytes: binary.bytes };
}

/** Git reads the patch, without looking at a tree: is it a patch, how many files does it name, and could a tree hold them? */
async function checkNames(git: Git, patch: Buffer, maxFiles: number): Promise<void> {
  const answer = await git.ask(['apply', '--numstat', '-z', '-'], { input: patch });
  if (answer.exitCode !== 0) throw new Refused({ outcome: 'malformed', message: readable(answer.stderr, git.folders) });
  const names = answer.stdout.toString('utf8').split('\0').filter(Boolean).map(nameOf);
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  const impossible = [...times.keys()].flatMap((path): ImpossiblePath[] => {
    const why = treePathFault(path);
    return why ? [{ path, why }] : [];
  });
  if (impossible.length > 0) throw new Refused({ outcome: 'impossible-paths', paths: impossible });
  if (times.size > maxFiles) throw new Refused({ outcome: 'too-large', limit: 'maxFiles', allowed: maxFiles, value: times.size });
  // Twice is what git writes for a file that becomes a symlink: it goes, and it comes.
  if ([...times.values()].some((count) => count > 2))
    throw new Refused({ outcome: 'malformed', message: 'It names a file more than twice.' });
}

const nameOf = (entry: string): string => entry.replace(/^[^\t]*\t[^\t]*\t/, '');

/** The tree that the patch leads to. Throws Refused. */
async function applied(git: Git, base: string, patch: Buffer): Promise<string> {
  await git.read(['read-tree', base]);
  const args = ['apply', '--cached', '--whitespace=nowarn', '-'];
  const answer = await git.ask(args, { input: patch });
  if (answer.exitCode !== 0) throw refusal(args, answer, git);
  const written = await git.ask(['write-tree']);
  if (written.exitCode !== 0) throw refusal(['write-tree'], written, git);
  return written.stdout.toString('utf8').trim();
}

/** Ends of lines that speak of the machine, or of the repository, and not of the patch. */
const NOT_THE_PATCH =
  /(No space left on device|Disk quota exceeded|Permission denied|Read-only file system|Input\/output error|Cannot allocate memory|Out of memory.*|unable to read tree \S+|bad object \S+)$/m;

function refusal(args: readonly string[], answer: GitAnswer, git: Git): Refused | GitFailure {
  const { stderr } = answer;
  if (NOT_THE_PATCH.test(stderr)) return refused(args, answer, git.folders);
  const through = [...stderr.matchAll(/^error: affected file '([^]*?)' is beyond a symbolic link$/gm)].map((match) => match[1]!);
  if (through.length > 0) return new Refused({ outcome: 'through-symlink', paths: [...new Set(through)] });
  const invalid = /^error: invalid path '([^]*?)'$/m.exec(stderr)?.[1];
  if (invalid !== undefined) {
    return new Refused({ outcome: 'impossible-paths', paths: [{ path: invalid, why: treePathFault(invalid) ?? 'git-folder' }] });
  }
  return new Refused({ outcome: 'does-not-apply', message: readable(stderr, git.folders) });
}
