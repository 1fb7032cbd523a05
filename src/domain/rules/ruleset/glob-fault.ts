/**
 * Globs that a ruleset may name: over paths from the root of the tree, `/` between segments; `*`, `**`, `?`, `[…]` and
 * one level of `{a,b}`. Refused is what would never match (and so protect nothing) and what makes a matcher slow.
 *
 * What is stored already is read by its form alone (`globFault`): a rule that is newer than a run must not stop it.
 */
import { emptyGlobFault } from './empty-glob.js';

export const GLOB_MAX_LENGTH = 200;
/** Every wildcard of a segment multiplies the work of matching a hostile name. */
const MAX_WILDCARDS_PER_SEGMENT = 4;
const MAX_DOUBLE_STARS = 4;

/** Why a text is not accepted as a glob where it comes in, as the end of a sentence; null if it is. */
export const globEntryFault = (glob: string): string | null => globFault(glob) ?? emptyGlobFault(glob);

/** Why a text has not the form of a glob, as the end of a sentence; null if it has. */
export function globFault(glob: string, mostLength = GLOB_MAX_LENGTH): string | null {
  if (glob.length === 0) return 'must not be empty';
  if (glob.length > mostLength) return `must have at most ${mostLength} characters`;
  if (!glob.isWellFormed() || /\p{Cc}/u.test(glob)) return 'must not contain control characters or lone surrogates';
  if (glob !== glob.trim()) return 'must not begin or end with a blank';
  if (glob.includes('\\')) return 'must not contain a backslash; "/" separates folders';
  if (/[@!+*?]\(/.test(glob)) return 'must not contain extended patterns such as "@(…)" or "!(…)"';
  if (glob.startsWith('!')) return 'must not begin with "!"; a ruleset only adds';
  if (glob.startsWith('/')) return 'must not begin with "/"; paths count from the root of the tree';
  if (glob.endsWith('/')) return `must not end in "/"; for all files of a folder write "${glob}**"`;
  const braces = bracesFault(glob);
  if (braces) return braces;
  const segments = glob.split('/');
  if (segments.includes('')) return 'must not contain "//"';
  // Braces may hide a segment: "{..,a}/b".
  if (glob.split(/[/{},]/).some((part) => part === '..' || part === '.'))
    return 'must not contain the segments "." and ".."';
  if (
    segments.some((segment) => segment !== '**' && (segment.match(/\*+/g)?.length ?? 0) > MAX_WILDCARDS_PER_SEGMENT)
  ) {
    return `must not contain more than ${MAX_WILDCARDS_PER_SEGMENT} "*" between two "/"`;
  }
  if (segments.filter((segment) => segment.includes('**')).length > MAX_DOUBLE_STARS) {
    return `must not contain more than ${MAX_DOUBLE_STARS} "**"`;
  }
  return null;
}

/** Why a text cannot name protected branches: a git branch name, in which `*` matches any text. */
export function branchFault(branch: string): string | null {
  const fault = globFault(branch);
  if (fault) return fault;
  const name = branch.replaceAll('*', 'x');
  if (/[\s~^:?[\]{}]|\.\.|@\{|^-|^@$/.test(name)) return 'is not a name that a git branch can have';
  if (name.split('/').some((part) => part.startsWith('.') || part.endsWith('.') || part.endsWith('.lock'))) {
    return 'is not a name that a git branch can have';
  }
  return null;
}

function bracesFault(glob: string): string | null {
  let open = false;
  for (const character of glob) {
    if (character === '{') {
      if (open) return 'must not contain braces inside braces';
      open = true;
    } else if (character === '}') {
      if (!open) return 'has a "}" without its "{"';
      open = false;
    }
  }
  return open ? 'has a "{" without its "}"' : null;
}
