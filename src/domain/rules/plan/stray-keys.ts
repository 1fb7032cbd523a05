/**
 * Keys outside of a key list: in a paragraph, a heading, a numbered list, a list inside a list, a quote, a table,
 * indented text, or in a code block at the head of a phase. Their author expects them to apply, and they do not.
 */
import { claimOf, type ClaimPlace, type KeyClaim } from './key-claims.js';
import type { Block } from './plan-blocks.js';
import { DESCRIPTION_BLOCK } from './plan-description.js';
import { bulletOf, indentOf, isBlank, TAB } from './plan-lines.js';

export interface StrayKey extends KeyClaim {
  readonly line: number;
}

const LONGEST_WORD = 80;
const FENCE = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])?[ \t]*(`{3,}|~{3,})/;

/**
 * The keys that a block of a description claims to give. `above`: the block in front of it, whose last line may be a
 * word that this one gives the values of; null: it is directly below the heading.
 */
export function strayKeys(block: Block, above: Block | null): StrayKey[] {
  if (above?.kind === 'text' && block.kind === 'list') {
    const last = above.source.findLastIndex((text) => !isBlank(text));
    const stray = last === -1 ? undefined : keyAbove([above.source[last]!, block.source[0]!], 0);
    if (stray) return [...found(above.line + last, stray), ...inLines(block.source, block.line)];
  }
  switch (block.kind) {
    case 'heading':
      return found(block.line, claimOf(`**${block.text}**`, 'edge') ?? claimOf(block.text, 'edge'));
    case 'fence':
      return above === null && !DESCRIPTION_BLOCK.test(block.info) ? keysAtHead(block.content, block.line + 1) : [];
    case 'text':
    case 'list':
      return inLines(block.source, block.line);
    default:
      return [];
  }
}

/** The key that a heading of a tier or phase gives; a text in double quotes is a name. */
export function keyOfHeading(text: string): KeyClaim | undefined {
  if (/^[^"]*"(?:[^"\\]|\\.)*"$/.test(text)) return undefined;
  return (
    claimOf(`**${text.replace(/[\s:]+$/, '')}**`, 'inner') ?? (text.includes(':') ? claimOf(text, 'inner') : undefined)
  );
}

const found = (line: number, claim: KeyClaim | undefined): StrayKey[] => (claim ? [{ ...claim, line }] : []);

function inLines(source: readonly string[], first: number): StrayKey[] {
  const strays: StrayKey[] = [];
  let fence = '';
  source.forEach((text, i) => {
    const marks = FENCE.exec(text.slice(0, LONGEST_WORD))?.[1] ?? '';
    if (fence !== '') {
      if (marks.startsWith(fence)) fence = '';
      return;
    }
    fence = marks;
    if (marks === '') strays.push(...found(first + i, claimOf(text, placeOf(text)) ?? keyAbove(source, i)));
  });
  return strays;
}

/** A quote and an item of a list may begin at the edge; what is indented further does not. */
const placeOf = (text: string): ClaimPlace =>
  /^[ \t]/.test(text) && !(bulletOf(text) && indentOf(text) < TAB - 2) ? 'inner' : 'edge';

/** A line that is no more than a word, with its values in a list or a definition below it. */
function keyAbove(source: readonly string[], at: number): KeyClaim | undefined {
  const text = source[at]!;
  // A word at most; looked for in two lines, so that a plan of blank lines stays linear.
  if (text.length > LONGEST_WORD || isBlank(text)) return undefined;
  const below = [source[at + 1], source[at + 2]].find((line) => line !== undefined && !isBlank(line));
  if (below === undefined) return undefined;
  const isBelow =
    indentOf(below) > indentOf(text)
      ? bulletOf(below)
      : (!bulletOf(text) && bulletOf(below)) || /^[ \t]*:[ \t]/.test(below);
  const value = (bulletOf(below)?.text ?? below.replace(/^[ \t]*:[ \t]*/, '')).slice(0, 100);
  return isBelow && !/[:.,;!?][ \t]*$/.test(text) ? claimOf(`${text} = ${value}`, 'inner') : undefined;
}

/**
 * Code at the head of a phase is meant as its keys where its first line is one, or a later line at its edge gives a
 * value to one.
 */
function keysAtHead(content: readonly string[], first: number): StrayKey[] {
  const at = content.findIndex(
    (text) => !isBlank(text) && !/^[ \t]*(?:-{3,}|\+{3}|[{[]|\[\w+\]|#.*|\/\/.*)[ \t]*$/.test(text),
  );
  if (at === -1) return [];
  const value = content[at + 1]?.trim().replace(/^[-*"'[ ]+/, '') ?? '';
  const leading = claimOf(content[at]!, 'edge') ?? claimOf(`${content[at]!} ${value}`, 'edge');
  if (leading) return found(first + at, leading);
  const later = content.findIndex(
    (text, i) => i > at && /^\w[\w-]*: *[^ {]/.test(text) && claimOf(text, 'inner') !== undefined,
  );
  return later === -1 ? [] : found(first + later, claimOf(content[later]!, 'inner'));
}
