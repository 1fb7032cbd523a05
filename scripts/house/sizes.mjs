/** Files that are longer than a reader takes in at once. */
import { isGenerated, isSpec } from './repository.mjs';

const SOURCE_MAX_LINES = 300;
const SPEC_MAX_LINES = 400;

/** Files of `src` and `web`, specs and generated files left out. */
export const longSources = (files) =>
  longer(
    files.filter(({ path }) => /^(src|web)\//.test(path) && !isSpec(path) && !isGenerated(path)),
    SOURCE_MAX_LINES,
  );

export const longSpecs = (files) =>
  longer(
    files.filter(({ path }) => isSpec(path)),
    SPEC_MAX_LINES,
  );

function longer(files, most) {
  return files
    .map(({ path, text }) => ({ path, line: most + 1, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > most)
    .sort((a, b) => b.lines - a.lines)
    .map(({ path, line, lines }) => ({ path, line, text: `${lines} lines, at most ${most} are allowed` }));
}
