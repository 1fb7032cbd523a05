/** Imports between folders that import each other, directly or through others. Specs may import from everywhere. */
import { dirname, posix } from 'node:path';
import { isSpec, lineOf } from './repository.mjs';

const IMPORT = /(?:\bfrom|\bimport|\bimport\()\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** Every import inside a circle of folders, the rarest arrow first: that is where a circle is cut. */
export function circularImports(files) {
  const arrows = arrowsBetweenFolders(files.filter(({ path }) => !isSpec(path)));
  const circleOf = circles(arrows);
  const inside = [...arrows].flatMap(([from, targets]) =>
    [...targets]
      .filter(([to]) => circleOf.get(from) === circleOf.get(to))
      .map(([to, imports]) => ({ from, to, imports })),
  );
  return inside
    .sort((a, b) => a.imports.length - b.imports.length)
    .flatMap(({ from, to, imports }) =>
      imports.map(({ path, line }) => ({ path, line, text: `${from} imports from ${to}, which depends on ${from}` })),
    );
}

/** Folder → folder that it imports from → the imports. */
function arrowsBetweenFolders(files) {
  const known = new Set(files.map(({ path }) => path));
  const arrows = new Map();
  for (const { path, text } of files) {
    for (const match of text.matchAll(IMPORT)) {
      const target = posix.join(dirname(path), match[1]).replace(/\.js$/, '.ts');
      const [from, to] = [dirname(path), dirname(target)];
      if (from === to || !known.has(target)) continue;
      const targets = arrows.get(from) ?? new Map();
      arrows.set(from, targets);
      targets.set(to, [...(targets.get(to) ?? []), { path, line: lineOf(text, match.index) }]);
    }
  }
  return arrows;
}

/** Folder → a number that it shares with the folders of its circle (Tarjan’s strongly connected components). */
function circles(arrows) {
  const order = new Map();
  const lowest = new Map();
  const open = [];
  const circleOf = new Map();
  const visit = (folder) => {
    order.set(folder, order.size);
    lowest.set(folder, order.get(folder));
    open.push(folder);
    for (const next of (arrows.get(folder) ?? new Map()).keys()) {
      if (circleOf.has(next)) continue;
      if (!order.has(next)) visit(next);
      lowest.set(folder, Math.min(lowest.get(folder), lowest.get(next)));
    }
    if (lowest.get(folder) !== order.get(folder)) return;
    for (let member; member !== folder; circleOf.set(member, order.get(folder))) member = open.pop();
  };
  for (const folder of arrows.keys()) if (!order.has(folder)) visit(folder);
  return circleOf;
}
