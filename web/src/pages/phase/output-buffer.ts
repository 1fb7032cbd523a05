/**
 * What an attempt prints, as lines, with a bound: the oldest go first. The numbers of lines stay the same when others go, so that a list keeps its place.
 */
import { linesOf } from '../../parts/text-lines.js';

/** The server keeps 64 kB of an attempt: whoever watches from the start sees some more. */
export const MOST_LINES = 5_000;
export const MOST_CHARACTERS = 400_000;

export interface OutputPiece {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly isLive: boolean;
}

export interface OutputLines {
  readonly lines: readonly string[];
  /** Number of the first line; those before it are gone. */
  readonly first: number;
  /** The byte to go on from. */
  readonly to: number;
  /** Something before the first line, or between two of them, was not kept. */
  readonly isCut: boolean;
  readonly isLive: boolean;
}

export const NO_OUTPUT: OutputLines = { lines: [], first: 0, to: 0, isCut: false, isLive: true };

const GAP = '[output is left out here]';

/** Adds a piece; one that is known already changes nothing but whether it is live. */
export function withPiece(before: OutputLines, { text, from, to, isLive }: OutputPiece): OutputLines {
  if (to <= before.to || text === '') return { ...before, to: Math.max(to, before.to), isLive };
  const isGap = from > before.to;
  const known = [...before.lines];
  // The last line is open: what comes next continues it, unless something between is missing.
  const last = known.pop() ?? '';
  if (isGap && last !== '') known.push(last);
  if (isGap && known.length > 0) known.push(GAP);
  // `linesOf` leaves the end of the last line out; here it means that a new line is open.
  const added = linesOf(`${isGap ? '' : last}${text.endsWith('\n') ? `${text}\n` : text}`);
  return bounded({
    lines: [...known, ...added],
    first: before.first,
    to,
    isCut: before.isCut || isGap,
    isLive,
  });
}

function bounded(output: OutputLines): OutputLines {
  let gone = Math.max(0, output.lines.length - MOST_LINES);
  let characters = output.lines.slice(gone).reduce((sum, line) => sum + line.length + 1, 0);
  while (characters > MOST_CHARACTERS && gone < output.lines.length - 1) characters -= output.lines[gone++]!.length + 1;
  if (gone === 0) return output;
  return { ...output, lines: output.lines.slice(gone), first: output.first + gone, isCut: true };
}
