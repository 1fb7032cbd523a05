/**
 * What a step of the set-up reads (V7): it decides whose fault a failure is, and which cached folders are still valid.
 * A ruleset may say it (`reads`); else these are manifests and lock files of package managers in any folder. Files that
 * its command names count, and key files of the cache.
 */
import { allowedPaths, type PathTest } from '../gate/paths.js';

export interface ReadingStep {
  readonly argv: readonly string[];
  /** Folder below the checkout; null: its root. */
  readonly cwd: string | null;
  /** Paths or globs; null: not given. */
  readonly reads: readonly string[] | null;
}

const MANIFESTS =
  /^(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?|\.npmrc|\.yarnrc(?:\.yml)?|(?:requirements|constraints)[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|pipfile(?:\.lock)?|poetry\.lock|uv\.lock|environment\.ya?ml|pip\.conf|cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|go\.(?:mod|sum|work)|gemfile(?:\.lock)?|[\w.-]+\.gemspec|composer\.(?:json|lock)|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|gradle\.(?:properties|lockfile)|libs\.versions\.toml|conanfile\.(?:py|txt)|vcpkg\.json|mix\.(?:exs|lock)|[\w.-]+\.[cf]sproj|packages\.lock\.json|directory\.packages\.props|\.(?:nvmrc|node-version|python-version|tool-versions))$/i;

/** Whether a path is read by the step, or a key file of the cache. */
export function readBy({ argv, cwd, reads }: ReadingStep, keyFiles: readonly string[]): PathTest {
  const named = argv.map((word) => joined(cwd, word)).filter((path) => path !== null);
  const isKey = someOf(keyFiles);
  const isDeclared = reads === null ? isManifest : someOf(reads);
  return (path) =>
    isKey(path) ||
    isDeclared(path) ||
    named.some((each) => path === each || (each.includes('/') && path.startsWith(`${each}/`)));
}

/** A list that is empty names nothing. */
export const someOf = (globs: readonly string[]): PathTest => (globs.length === 0 ? () => false : allowedPaths(globs));

const isManifest: PathTest = (path) => MANIFESTS.test(path.slice(path.lastIndexOf('/') + 1));

/** A word of a command as a path from the root of the checkout; null: it cannot be one. */
function joined(cwd: string | null, word: string): string | null {
  if (word === '' || word.startsWith('-') || word.startsWith('/')) return null;
  const parts: string[] = [];
  for (const part of [...(cwd?.split('/') ?? []), ...word.split('/')]) {
    if (part === '..' && parts.pop() === undefined) return null;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return parts.length === 0 ? null : parts.join('/');
}
