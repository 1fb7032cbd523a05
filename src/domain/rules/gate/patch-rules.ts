/**
 * The gate's rules about a patch (G2), each one a small function from facts to a reason. Paths, symlinks, submodules
 * and sizes are policy.
 */
import { unreachable } from '../../model/refusal.js';
import { listedPaths, printablePath } from '../../text/printable.js';
import type { GateFacts, GateReason } from './gate-facts.js';
import { leavesTree } from './links.js';
import { type AppliedPatchFacts, MODE, type PatchChange, type PatchLimit, touchedFiles } from './patch-facts.js';
import { allowedPaths, protectedPaths } from './paths.js';

/**
 * Why the patch is refused. `byPolicy`: what the phase may not do at all; `ordinary`: what a better patch would mend.
 */
export interface PatchRefusal {
  readonly byPolicy: readonly GateReason[];
  readonly ordinary: readonly GateReason[];
}

const EMPTY: GateReason = {
  code: 'patch_empty',
  message: 'The patch is empty or changes nothing, and the phase does not allow that.',
};

export function patchRefusal(facts: GateFacts): PatchRefusal {
  const { patch, policies } = facts;
  const ordinary = (...reasons: GateReason[]): PatchRefusal => ({ byPolicy: [], ordinary: reasons });
  const byPolicy = (...reasons: GateReason[]): PatchRefusal => ({ byPolicy: reasons, ordinary: [] });
  if (patch === null || patch.outcome === 'empty' || (patch.outcome === 'not-read' && patch.isBlank)) {
    return ordinary(...(mayBeEmpty(facts) ? [] : [EMPTY]));
  }
  switch (patch.outcome) {
    case 'not-read':
      return byPolicy(...over('maxBytes', patch.bytes, policies.patch.maxBytes));
    case 'malformed':
      return ordinary({ code: 'patch_malformed', message: `The patch cannot be read: ${patch.message}` });
    case 'does-not-apply':
      return ordinary({
        code: 'patch_does_not_apply',
        message: `The patch does not apply to the base commit: ${patch.message}`,
      });
    case 'impossible-paths': {
      const named = (why: string) => patch.paths.filter((each) => each.why === why).map((each) => each.path);
      return byPolicy(
        ...outside(named('leaves-tree')),
        ...isProtected(named('git-folder')),
        ...unusable('are longer or deeper than common file systems hold', named('too-long')),
        ...unusable('have a backslash or a control character in them', named('odd-characters')),
      );
    }
    case 'through-symlink':
      return byPolicy(leaving(`The patch writes where a symlink leads: ${listedPaths(patch.paths)}.`));
    case 'too-large':
      return byPolicy(...over(patch.limit, patch.value, patch.allowed));
    case 'applies':
      return {
        byPolicy: policyReasons(patch, facts),
        ordinary: [...unclear(patch), ...colliding(patch), ...notAdded(patch)],
      };
    default:
      return unreachable(patch);
  }
}

/** A Builder that only asks for a review need not bring a patch; nothing empty passes by an approval (W10). */
function mayBeEmpty({ allowNoop, status, approved }: GateFacts): boolean {
  return allowNoop || (status === 'NEEDS_REVIEW' && !approved);
}

function policyReasons(patch: AppliedPatchFacts, { allowedPaths: entries, policies }: GateFacts): GateReason[] {
  const { changes } = patch;
  const protects = protectedPaths(policies.paths.protected);
  const allows = allowedPaths(entries);
  const submodules = changes.filter((change) => change.oldMode === MODE.submodule || change.newMode === MODE.submodule);
  const links = changes.filter((change) => change.newMode === MODE.link && leavesTree(change.path, change.linkTarget));
  return [
    ...outside(pathsOf(changes).filter((path) => !allows(path))),
    ...isProtected(pathsOf(changes).filter(protects)),
    ...(links.length > 0 ? [leaving(`Symlinks could lead out of the tree: ${listedPaths(pathsOf(links))}.`)] : []),
    ...ofSubmodules(submodules),
    ...over('maxBytes', patch.bytes, policies.patch.maxBytes),
    ...over('maxUnpackedBytes', patch.unpackedBytes, policies.patch.maxUnpackedBytes),
    ...over('maxFiles', touchedFiles(changes), policies.patch.maxFiles),
  ];
}

/** Each by name, and what became of it: a submodule is never moved, added or removed by a run (G2, G8). */
function ofSubmodules(changes: readonly PatchChange[]): GateReason[] {
  const sides: readonly [word: string, is: (change: PatchChange) => boolean][] = [
    ['moved', ({ oldMode, newMode }) => oldMode === newMode],
    ['added', ({ oldMode }) => oldMode !== MODE.submodule],
    ['removed or replaced', ({ newMode }) => newMode !== MODE.submodule],
  ];
  const words = sides.flatMap(([word, is]) => {
    const paths = pathsOf(changes.filter(is));
    return paths.length === 0 ? [] : [`${word}: ${listedPaths(paths)}`];
  });
  if (words.length === 0) return [];
  const message = `The patch changes submodules (${words.join('; ')}), and no run may: leave them as they are. A person can move them outside of the run.`;
  return [{ code: 'submodule', message }];
}

const pathsOf = (changes: readonly PatchChange[]): string[] => changes.map((change) => change.path);

const outside = (paths: readonly string[]): GateReason[] =>
  paths.length === 0
    ? []
    : [
        {
          code: 'path_outside_allowed',
          message: `The patch touches paths outside those of the phase: ${listedPaths(paths)}.`,
        },
      ];

/**
 * Says what no list of the plan can allow: without a word about git's names, a second try keeps its `.gitkeep` and ends
 * the phase.
 */
function isProtected(paths: readonly string[]): GateReason[] {
  if (paths.length === 0) return [];
  const ofGit = paths.some((path) => /(?:^|\/)\.git[^/]*$/i.test(path));
  const git = ofGit
    ? ' Names that begin with ".git" are protected in every folder, ".gitkeep" and ".gitignore" too: leave them out (any other file keeps a folder).'
    : '';
  return [
    {
      code: 'path_protected',
      message: `The patch touches protected paths, which no phase may touch: ${listedPaths(paths)}.${git}`,
    },
  ];
}

/** No ruleset allows them. */
const unusable = (why: string, paths: readonly string[]): GateReason[] =>
  paths.length === 0 ? [] : [{ code: 'path_unusable', message: `Paths of the patch ${why}: ${listedPaths(paths)}.` }];

const unclear = ({ fault = null }: AppliedPatchFacts): GateReason[] =>
  fault === null ? [] : [{ code: 'patch_malformed', message: `The patch cannot be read: ${fault}` }];

function colliding({ collisions = [] }: AppliedPatchFacts): GateReason[] {
  if (collisions.length === 0) return [];
  const [introduced, other] = collisions[0]!;
  const more = collisions.length > 1 ? ` and ${collisions.length - 1} more` : '';
  const message = `macOS and Windows take ${printablePath(introduced)} and ${printablePath(other)}${more} for one path: the branch could not be checked out there.`;
  return [{ code: 'path_collision', message }];
}

const LARGE_FILES = {
  'not-allowed': 'the project does not allow that (ruleset `git.lfs: true`)',
  'no-program': 'the server has no git-lfs: its operator can install it',
};

/** What `git add` in a clean clone would not have stored (G8). */
function notAdded({ addFault = null }: AppliedPatchFacts): GateReason[] {
  if (addFault === null) return [];
  if (addFault.kind === 'attributes') {
    return [
      {
        code: 'attributes_not_met',
        message: `The repository's attributes do not let git store the patch: ${addFault.message}`,
      },
    ];
  }
  const message = `The patch writes files that belong into Git LFS, and ${LARGE_FILES[addFault.why]}: ${listedPaths(addFault.paths)}. Leave them as they are, or write pointers to objects that the project's LFS server has.`;
  return [{ code: 'large_file', message }];
}

const leaving = (message: string): GateReason => ({ code: 'symlink_leaves_tree', message });

const SIZES: Readonly<
  Record<PatchLimit, { readonly code: GateReason['code']; readonly words: (value: number, limit: number) => string }>
> = {
  maxBytes: {
    code: 'patch_too_large',
    words: (value, limit) => `The patch has ${value} bytes of text; at most ${limit} are accepted.`,
  },
  maxUnpackedBytes: {
    code: 'patch_unpacks_too_large',
    words: (value, limit) => `The patch writes ${value} bytes; at most ${limit} are accepted.`,
  },
  maxFiles: {
    code: 'too_many_files',
    words: (value, limit) => `The patch touches ${value} files; at most ${limit} are accepted.`,
  },
};

function over(limit: PatchLimit, value: number, allowed: number): GateReason[] {
  const { code, words } = SIZES[limit];
  return value > allowed ? [{ code, message: words(value, allowed) }] : [];
}
