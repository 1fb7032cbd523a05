/**
 * Which paths a phase may touch (G2). Protected globs count from the root of the tree, ignore case, and a folder that
 * is protected protects what is below; names that begin with `.git` are git's own in every folder. Allowed entries are
 * taken as they are written: a path without wildcards with what is below it, a folder with a "/" behind it, or a glob.
 * Protected wins over allowed.
 */
import picomatch from 'picomatch';

import { globFault } from '../ruleset/glob-fault.js';
import { pathForm, shortNameStem } from './path-forms.js';

export type PathTest = (path: string) => boolean;

/** Tests by their lists: a strategy is frozen, and its list is asked about with every patch. */
const PROTECTED = new WeakMap<readonly string[], PathTest>();

/** Is the path protected? Compiled once for a list; a glob that is none protects the path of that very name. */
export function protectedPaths(globs: readonly string[]): PathTest {
  let test = PROTECTED.get(globs);
  if (!test) PROTECTED.set(globs, (test = compiled(globs)));
  return test;
}

function compiled(globs: readonly string[]): PathTest {
  const matches = globs.map((glob) => matcher(isGitsOwn(glob) ? `**/${glob}` : glob, true));
  const stems = globs.flatMap(stemsOf);
  return (path) => {
    const form = pathForm(path);
    const spellings = [path.split('/'), form, form.filter((part) => part !== '')];
    if (spellings.some((parts) => foldersOf(parts).some((folder) => matches.some((match) => match(folder)))))
      return true;
    return form.some((part) => {
      const short = shortNameStem(part);
      return short !== null && stems.some((stem) => stem.startsWith(short) || (stem !== '' && short.startsWith(stem)));
    });
  };
}

/** May a phase touch the path, as far as its own list goes? An empty list allows every path. */
export function allowedPaths(entries: readonly string[]): PathTest {
  if (entries.length === 0) return () => true;
  const tests = entries.map((entry) => allowedBy(normalised(entry)));
  return (path) => tests.some((test) => test(path));
}

/** Backslashes are "/", a leading "./" is left out; everything else stays as it was written. */
const normalised = (entry: string): string =>
  entry
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(\.\/+)+/, './')
    .replace(/^\.\/(?=.)/, '');

function allowedBy(entry: string): PathTest {
  if (entry === './') return () => true;
  if (entry.endsWith('/')) {
    const folder = matcher(`${entry}**`, false);
    return (path) => (path.startsWith(entry) && path.length > entry.length) || folder(path);
  }
  const matches = matcher(entry, false);
  // As a protected path covers what is below, so does an allowed one; with wildcards only what they match.
  return entry !== '' && !/[*?{]/.test(entry) ? (path) => matches(path) || path.startsWith(`${entry}/`) : matches;
}

/** The path of that very name, and what the text matches as a glob, where it is one. */
function matcher(glob: string, ignoringCase: boolean): PathTest {
  const exact = ignoringCase ? glob.toLowerCase() : glob;
  const isExact: PathTest = (path) => (ignoringCase ? path.toLowerCase() : path) === exact;
  if (!/[*?[{]/.test(glob) || globFault(glob) !== null) return isExact;
  // A matcher would read these as parts of a regular expression.
  const literal = glob.replace(/[()|+"$]/g, '\\$&').replaceAll('[!', '[^');
  // `src/**` protects a file `src` as well, and does not allow one.
  const options = {
    dot: true,
    noextglob: true,
    nonegate: true,
    nocase: ignoringCase,
    strictSlashes: !ignoringCase,
    windows: false,
  };
  const isMatch = picomatch(literal, options);
  if (!PARAMETER.test(glob)) return (path) => isExact(path) || isMatch(path);
  // `[id]` is a class of two letters, or the name of a folder as web frameworks write a parameter: both are meant.
  const isNamed = picomatch(literal.replace(/[[\]]/g, '\\$&'), options);
  return (path) => isExact(path) || isMatch(path) || isNamed(path);
}

/** A segment that begins with a word in brackets: `[id]`, `[...rest]`, `[[...slug]]`. */
const PARAMETER = /(?:^|\/)\[{1,2}(?:\.{3})?[A-Za-z_]\w*\]{1,2}/;

const isGitsOwn = (glob: string): boolean => /^\.git/i.test(glob) && !glob.includes('/');

/** `a`, `a/b`, `a/b/c` of `a/b/c`. */
const foldersOf = (parts: readonly string[]): string[] => parts.map((_, i) => parts.slice(0, i + 1).join('/'));

/** What the names of a glob begin with, as a short name on Windows would show it. */
function stemsOf(glob: string): string[] {
  const names = glob.split('/').filter((name) => name !== '**');
  return names
    .map((name) =>
      name
        .split(/[*?[{]/, 1)[0]!
        .replaceAll('.', '')
        .toLowerCase(),
    )
    .filter((stem) => stem !== '');
}
