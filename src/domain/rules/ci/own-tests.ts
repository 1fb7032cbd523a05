/**
 * Whether a test may be one that the phase itself added or changed (V4). Git says which files changed; reports seldom
 * say which file holds a test, so this goes from what is sure to what cannot be ruled out:
 *
 * 1. The report names the file, or the id holds its path: the test is the phase's own if one path is the other, or ends
 * in it.
 * 2. The id names a module or class by dots (`tests.test_x.TestA`, `com.a.BTest`), or a Go package: own if a changed
 * file has that name and the
 *    folders above agree as far as both go.
 * 3. The id shows no place at all, as jest's default names do: own as soon as the phase changed any file that looks
 * like tests. "Never excused" leaves
 *    no other choice; a report that names files (jest-junit: `addFileAttribute`) gives tests their excuse back.
 *
 * Not seen: tests whose helpers, snapshots or base classes changed, and Rust tests inside a changed source file unless
 * rule 3 catches them.
 */
import type { NamedTest } from '../../model/ci-evidence.js';

const EXTENSIONS =
  '[cm]?[jt]sx? py rb go rs java kts? scala groovy cs fs vb php swift dart exs? erl clj[cs]? lua pl t sh bats cc? cpp cxx hs ml jl r mm? vue svelte';
const SOURCE_FILE = new RegExp(`\\.(?:${EXTENSIONS.replaceAll(' ', '|')}|feature|robot|sql)$`, 'i');
const TEST_FOLDER = /(^|\/)(__tests__|tests?|specs?|e2e|features)\//i;
const TEST_NAME = /(^|[._-])(tests?|specs?|e2e|cy|it|steps)([._-]|$)/i;
const TEST_CLASS = /^Test[A-Z]|(Test|Tests|TestCase|Spec|Specs|IT|Steps)$/;
/** Folders below which packages begin. */
const SOURCE_ROOTS = new Set(['src', 'java', 'kotlin', 'scala', 'groovy', 'python', 'lib', 'test', 'tests']);

/** `changedFiles` are paths from the root of the tree, as git names them; without a repository there are none. */
export function ownTests(tests: readonly NamedTest[], changedFiles: readonly string[]): NamedTest[] {
  const changed = changedFiles.map(changedFile);
  const someTests = changed.some((file) => file.holdsTests);
  return tests.filter((test) => {
    const place = placeOf(test);
    return changed.some((file) => isIn(place, file)) || (someTests && !place.known);
  });
}

interface ChangedFile {
  readonly path: string;
  /** Folders and, last, the name without its extension. */
  readonly segments: readonly string[];
  readonly holdsTests: boolean;
}

function changedFile(path: string): ChangedFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/\.[^.]+$/, '');
  const looksLikeTests = TEST_FOLDER.test(path) || TEST_NAME.test(stem) || TEST_CLASS.test(stem);
  return {
    path,
    segments: [...path.split('/').slice(0, -1), stem],
    holdsTests: (SOURCE_FILE.test(name) && looksLikeTests) || name.endsWith('.rs'),
  };
}

interface Place {
  readonly file: string | null;
  /** Words of the id that are names of source files. */
  readonly words: readonly string[];
  /** Names with dots, each in its segments. */
  readonly names: readonly (readonly string[])[];
  readonly goPackages: readonly string[];
  /** It names the test's file, so a test that is in none of the changed files is not the phase's. */
  readonly known: boolean;
}

function placeOf({ testId, file }: NamedTest): Place {
  const parts = testId.split('::');
  const heads = parts.length > 1 ? parts.slice(0, -1) : parts;
  const words = testId
    .split(/::|[\s"'<>()[\],;|]+/)
    .map((word) => word.replace(/(:\d+)+$/, ''))
    .filter((word) => SOURCE_FILE.test(word));
  const names = heads
    .map((part) => part.replaceAll('\\', '.'))
    .filter((part) => /^[A-Za-z_]\w*(\.[A-Za-z_][\w$]*)*$/.test(part));
  const isGo = /^(Test|Fuzz|Example|Benchmark)/.test(parts[2] ?? parts.at(-1)!);
  const goPackages = isGo ? heads.filter((part) => /^[\w.~-]+(\/[\w.~-]+)*$/.test(part)) : [];
  const sure =
    file !== null ||
    words.some(looksLikeTestPath) ||
    names.some(isTestName) ||
    goPackages.some((part) => part.includes('/'));
  return { file, words, names: names.map((part) => part.split('.')), goPackages, known: sure };
}

const looksLikeTestPath = (word: string): boolean => changedFile(word.replace(/^\/+/, '')).holdsTests;

/**
 * A name such as `tests.test_x` or `com.a.BTest`; a single word is one only in Python's form, because any title can be
 * a word.
 */
function isTestName(name: string): boolean {
  const segments = name.split('.');
  const inPython = segments.some((segment) => /^test_\w+$|_(test|spec)$/.test(segment));
  return inPython || (segments.length > 1 && segments.some((segment) => TEST_CLASS.test(segment.replace(/\$.*$/, ''))));
}

function isIn(place: Place, file: ChangedFile): boolean {
  if (place.file !== null && samePath(place.file, file.path)) return true;
  // A title may name any source file; only a test file can hold the test.
  if (place.words.some((word) => word === file.path || (file.holdsTests && samePath(word, file.path)))) return true;
  if (place.names.some((segments) => namesFile(segments, file))) return true;
  if (!file.path.endsWith('_test.go')) return false;
  // The module's own name replaces the folders above, so only the last folder can be compared, and for files at the
  // root not even that.
  const folder = file.segments.at(-2);
  return place.goPackages.some((part) => folder === undefined || part.slice(part.lastIndexOf('/') + 1) === folder);
}

/**
 * One is the other or ends in it: reports name files from the root of a package, from the root of the tree, or from the
 * root of the disk.
 */
function samePath(path: string, changed: string): boolean {
  return path === changed || path.endsWith(`/${changed}`) || changed.endsWith(`/${path.replace(/^\/+/, '')}`);
}

/** Some segment is the name of the file, and the segments before it are its folders as far as both go. */
function namesFile(segments: readonly string[], file: ChangedFile): boolean {
  return segments.some((segment, at) => {
    if (segment.replace(/\$.*$/, '') !== file.segments.at(-1)) return false;
    let agreed = 0;
    while (agreed < at && agreed < file.segments.length - 1) {
      const folder = file.segments.at(-2 - agreed)!;
      if (segments[at - 1 - agreed] !== folder) {
        if (SOURCE_ROOTS.has(folder)) break;
        return false;
      }
      agreed += 1;
    }
    // A bare word may be anything, unless it is the name of a file of tests.
    return agreed > 0 || file.holdsTests;
  });
}
