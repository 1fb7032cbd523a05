/**
 * Globs and paths that have the form of one and match nothing, or something else than they say: two of them in one,
 * another notation, a comment behind a path, invisible characters. They are refused where they come in, with what to
 * write instead.
 */
import { asSeen, oddCharacter } from '../../text/input-text.js';
import { lettersAsSeen } from '../../text/look-alikes.js';

/** Words that mean no path, or every path. */
const WORDS =
  /^[[(]?(?:none|n\/a|nothing|nil|null|undefined|all|any|anything|everything|tbd|no|yes|true|false|not applicable|(?:none|nothing) (?:needed|required)|etc(?=\.))\.?[\])]?$|^(?:[-–—?]{1,3}|…)$/i;
/** Sentences about paths. What ends in an ending of a file is a name. */
const PROSE =
  /^(?:(?:only|everything|anything|see|same as) .*|(?:all|any|every|the) (?:\S+ )*(?:files?|folders?|paths?|director(?:y|ies)))(?<!\.\w{1,6})$/i;
/** Notations of other programs: `glob:src`, `:(glob)src`, `^src`, a quote, a bullet, a tag, an alias, a variable. */
const NOTATION =
  /^(?:(?:glob|regexp?|re|file|path|git@[^:/]+):|:|\^|@\/|[-+*>;#] |\$[A-Z][A-Z0-9_]*\/)|<[^<>/]*>|<\/?\w+ ?\/?>/;
const WILDCARD = /[*?[{]/;
/** Joiners and selectors between letters and pictures that are not of ASCII belong to their script. */
const JOINED = /(?<=[^\t -~])[\u200c\u200d\ufe00-\ufe0f](?=[^\t -~]|[/.]|$)/gu;

/**
 * Why a glob or path can never mean what it says, as the end of a sentence; null if it can. `isName`: a word means a
 * file of that name.
 */
export function emptyGlobFault(glob: string, { isName = false } = {}): string | null {
  if (!isName && (WORDS.test(glob) || PROSE.test(glob)))
    return `is no path: leave it out where every path is meant, or write "./${glob}" if it is a name`;
  const odd = unseenFault(glob);
  if (odd !== null) return odd;
  if (/^["'`“”„‘’«<(].*["'`“”‘’»>)]$/.test(glob) && !glob.includes('/('))
    return 'must not be in quotes or brackets; write the path alone';
  if (/^[A-Za-z]:(?:[/\\]|$)/.test(glob)) return 'must not begin with a drive; paths count from the root of the tree';
  if (/^~(?:\/|$)/.test(glob) || /^\$(?:HOME|PWD|\{|\()/.test(glob))
    return 'must not begin with a home folder or a variable; paths count from the root of the tree';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(glob)) return 'must not be an address; paths count from the root of the tree';
  if (NOTATION.test(glob) || glob.split('/').includes('.+'))
    return 'must not be in another notation; write the path alone, or a glob';
  if (glob.split(/[/{},]/).some((segment) => segment.startsWith('!')))
    return 'must not contain "!"; name what is meant, and not what is left out';
  if (glob.split('/').some((segment) => segment === '...' || segment === '…'))
    return 'must not contain "..."; for all files below write "**"';
  if (/%[0-9A-Fa-f]{2}/.test(glob)) return 'must not contain "%" and two digits; write the character itself';
  if (/:\d+(?:[-:]\d+)?$|#L\d+(?:-L?\d+)?$/.test(glob)) return 'must not name lines; write the path alone';
  return starsFault(glob) ?? bracketsFault(glob) ?? joinedFault(glob);
}

function unseenFault(glob: string): string | null {
  const own = glob.replace(JOINED, '');
  for (const character of own) {
    const seen = asSeen(character);
    if (seen === '' || (seen === ' ' && character !== ' ')) {
      const name = oddCharacter(character)!.split(' ')[0]!;
      return `must not contain ${name}, which is invisible; write a plain character, or "?" if the name holds it`;
    }
    if (character > '~' && /[*/\\]/.test(seen))
      return `must not contain ${oddCharacter(character)!.split(' ')[0]!}, which looks like "${seen}"; write that`;
  }
  const foreign =
    /(?<=[A-Za-z])[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}](?=[A-Za-z])/gu;
  for (const [letter] of own.matchAll(foreign)) {
    const plain = lettersAsSeen(letter);
    if (/^[A-Za-z]$/.test(plain)) {
      return `must not contain ${codeOf(letter)}, which looks like "${plain}"; write that, or "?" if the name holds it`;
    }
  }
  return null;
}

const codeOf = (letter: string): string => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

function starsFault(glob: string): string | null {
  const glued = glob
    .split('/')
    .find((segment) => segment.includes('**') && segment !== '**' && !/^\{.*\}$/.test(segment));
  if (glued === undefined) return null;
  return /\s|[,;|]/.test(glued)
    ? JOINED_FAULT
    : `must not contain "**" beside other characters; for every depth write "**/${glued.replace(/^\*+(?=\.)|\*{2,}/, '*')}"`;
}

/**
 * Each "[" has its "]" in the same segment, with something between; braces have a comma or a range, and parentheses no
 * alternatives.
 */
function bracketsFault(glob: string): string | null {
  for (const segment of glob.split('/')) {
    const rest = segment
      .replace(/\[\[[^[\]]+\]\]/g, '')
      .replace(/\[[!^]?\]?[^\]]*\]/g, (whole) => (/^\[[!^]?\]$/.test(whole) ? '[' : ''));
    if (/[[\]]/.test(rest)) return 'has a "[" or "]" without the other; write "[[]" for the character "["';
    for (const [, from, to] of segment.matchAll(/\[[^\]]*?([0-9A-Za-z])-([0-9A-Za-z])[^\]]*\]/g)) {
      if (from! > to! && /^[0-9]$|^[a-z]$|^[A-Z]$/.test(from!) && sameKind(from!, to!))
        return `has a range that is empty, "${from}-${to}"`;
    }
  }
  if (/\{[^{},]*\}/.test(glob.replace(/\{-?\w+\.\.-?\w+\}/g, '')))
    return 'has braces without a comma; write "{a,b}", or the name without braces';
  if (/\([^()/]*\|[^()/]*\)/.test(glob)) return 'must not contain "(a|b)"; write "{a,b}"';
  return null;
}

const sameKind = (one: string, other: string): boolean =>
  [/[0-9]/, /[a-z]/, /[A-Z]/].some((kind) => kind.test(one) && kind.test(other));

const JOINED_FAULT = 'looks like two paths or a comment in one; write one path in an entry';

/** Words in parentheses that describe a path. */
const REMARK =
  / \((?:recursive(?:ly)?|all|new|existing|optional|read[- ]?only|and .*|incl.*|except .*|only.*|if .*)\)$/i;

/**
 * Two paths in one. A name may hold blanks (`docs/my file.md`, `My Documents/**`): what gives it away is a blank or a
 * sign behind something that ends a path (a wildcard, a "/", an ending) with another path, or a comment, behind it.
 */
function joinedFault(glob: string): string | null {
  const plain = glob.replace(/\{[^{}]*\}/g, '*').replace(/\[[^[\]]*\]/g, '?');
  if (plain.split('/').some((segment) => segment !== segment.trim())) return JOINED_FAULT;
  if (/[;|]/.test(plain) || (plain.includes(',') && (WILDCARD.test(plain) || isListed(plain)))) return JOINED_FAULT;
  if (/^[^A-Z ]*\/[^A-Z ]* (?:and|or|&) [^A-Z ]*\//.test(plain) || REMARK.test(plain)) return JOINED_FAULT;
  const parts = plain.split(/\s+/);
  const [first = ''] = parts[0]!.split('/');
  if (parts.slice(1).some((part) => part.startsWith(`${first}/`))) return JOINED_FAULT;
  for (const [i, part] of parts.entries()) {
    const behind = parts.slice(i + 1);
    if (behind.length === 0) break;
    if (WILDCARD.test(part)) return JOINED_FAULT;
    const endsPath = /\.[A-Za-z][A-Za-z0-9]{0,5}[,;]?$/.test(part);
    if (endsPath && (behind.some((other) => /[/*?]/.test(other)) || /^[(#—–-]/.test(behind[0]!))) {
      // `a.b (1).ts` is one name: it ends as a file does.
      if (!/^\(\d+\)\.\w+$/.test(behind.join(' '))) return JOINED_FAULT;
    }
  }
  return null;
}

/** Commas that part paths, or plain names of folders; `Smith, John.md` and `a,b.ts` are names. */
function isListed(path: string): boolean {
  const [before, ...behind] = path.split(',') as [string, ...string[]];
  if (behind.some((part) => part.trim() === '' || part.includes('/'))) return true;
  if (/\/$|\.[A-Za-z][A-Za-z0-9]{0,5}$/.test(before)) return true;
  return path.split(',').every((part) => /^[a-z][a-z0-9_-]+$/.test(part.trim()));
}
