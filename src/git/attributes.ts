/**
 * What the attributes of a tree mean for files that are stored in it (G8). Only `.gitattributes` files of the tree itself count: what a user or a
 * machine has configured beside them is not there in a clean clone.
 */
import type { Git } from './run-git.js';

/** How `git add` changes a file before it stores it. */
export interface Conversion {
  readonly lineEnds: boolean;
  readonly ident: boolean;
  /** The working tree's encoding is another one than the repository's. */
  readonly encoding: boolean;
  /** Name of the filter's driver; null: none. */
  readonly filter: string | null;
}

const NAMES = ['text', 'crlf', 'eol', 'ident', 'working-tree-encoding', 'filter'] as const;

/** Of those of the paths that are converted in some way. The tree is in the index of `git`. */
export async function conversions(git: Git, paths: readonly string[]): Promise<ReadonlyMap<string, Conversion>> {
  const found = new Map<string, Conversion>();
  if (paths.length === 0) return found;
  const input = paths.map((path) => `${path}\0`).join('');
  const tokens = (await git.read(['check-attr', '--cached', '-z', '--stdin', ...NAMES], { input }))
    .toString('utf8')
    .split('\0');
  const values = new Map<string, Map<string, string>>();
  for (let at = 0; at + 2 < tokens.length; at += 3) {
    const [path, name, value] = tokens.slice(at, at + 3) as [string, string, string];
    values.set(path, (values.get(path) ?? new Map<string, string>()).set(name, value));
  }
  for (const [path, each] of values) {
    const says = (name: (typeof NAMES)[number]) => each.get(name) ?? 'unspecified';
    const isSet = (name: (typeof NAMES)[number]) => !/^(unspecified|unset|)$/.test(says(name));
    const conversion: Conversion = {
      lineEnds: says('text') === 'unspecified' ? isSet('crlf') || isSet('eol') : says('text') !== 'unset',
      ident: isSet('ident'),
      encoding: isSet('working-tree-encoding') && !/^utf-?8$/i.test(says('working-tree-encoding')),
      filter: isSet('filter') ? says('filter') : null,
    };
    if (conversion.lineEnds || conversion.ident || conversion.encoding || conversion.filter !== null)
      found.set(path, conversion);
  }
  return found;
}
