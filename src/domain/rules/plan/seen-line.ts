/**
 * A line of a plan as it looks, beside the line as it is written. What gives a line its meaning (hashes, bullets, keys,
 * ids) is read from what is seen; names, values and descriptions are taken from what is written, so that their
 * characters stay as they were given (I4).
 */
import { asSeen, oddCharacter, withoutUnseen } from '../../text/input-text.js';

const PLAIN = /^[\t -~]*$/;
/** Characters at the beginning of a line in which its meaning is looked for. */
const MOST_SEEN = 400;
/** What most readers take for the end of a line, and a plan does not. */
const ODD_LINE_END = /[\u000b\u000c\u0085\u2028\u2029]+/;
/** They change the order in which a line is displayed: what is seen is not what is written. */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/;
const HEADING = /^[ \t]*#{1,6}(?=[ \t]|$)[ \t]*/;
const GLUED_HEADING = /^[ \t]*#{2,6}(?=[\p{L}\p{N}])/u;
const BULLET = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;
const FENCE = /^[ \t]*(?:`{3,}|~{3,})/;
const RULE = /^[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+|-+)$/;

export interface SeenLine {
  readonly text: string;
  /** The place in the line as it is written at which a place in `text` begins. */
  rawAt(place: number): number;
}

/** The line as it looks; behind its first 400 characters as it is written. */
export function seenLine(line: string): SeenLine {
  if (PLAIN.test(line)) return { text: line, rawAt: (place) => place };
  const places: number[] = [];
  let text = '';
  let raw = 0;
  for (const character of line.slice(0, MOST_SEEN)) {
    for (const unit of asSeen(character)) {
      text += unit;
      for (let i = 0; i < unit.length; i++) places.push(raw);
    }
    raw += character.length;
  }
  const ahead = text.length;
  return {
    text: text + line.slice(raw),
    rawAt: (place) => (place < ahead ? places[place]! : raw + place - ahead),
  };
}

/** The line with the first `length` characters of what is seen, and the rest as it is written. */
const withSeenStart = (line: string, { text, rawAt }: SeenLine, length: number): string =>
  text.slice(0, length) + line.slice(rawAt(length));

/**
 * The line with a plain beginning, where it looks like a heading, a fence, a rule, or a bullet that `isKey` takes for a
 * key: as it would be there if it were typed plainly. Any other line stays: a dash or a dot at the head of prose is no
 * bullet.
 */
export function withPlainStart(line: string, isKey: (text: string) => boolean): string {
  if (PLAIN.test(line)) return line;
  const visible = withoutUnseen(line);
  if (visible.trim() === '') return '';
  if (visible !== line && (FENCE.test(visible) || RULE.test(visible))) return visible;
  const seen = seenLine(line);
  const heading = (HEADING.exec(seen.text) ?? GLUED_HEADING.exec(seen.text))?.[0].length;
  // Odd blanks in front of it make no code block: the problem says that the line is indented.
  if (heading !== undefined) return withSeenStart(line, seen, heading).replace(/^[ \t]+/, ' ');
  const bullet = BULLET.exec(seen.text)?.[0].length;
  return bullet !== undefined && isKey(seen.text.slice(bullet)) ? withSeenStart(line, seen, bullet) : line;
}

/** Does the text hold characters that change the order in which it is displayed? */
export const isReordered = (text: string): boolean => REORDERING.test(text);

/** A line whose bullet or number is a plain one, if it looks like one. */
export function withPlainBullet(line: string): string {
  if (PLAIN.test(line)) return line;
  const seen = seenLine(line);
  const bullet = BULLET.exec(seen.text)?.[0].length;
  return bullet === undefined ? line : withSeenStart(line, seen, bullet);
}

/**
 * What makes a line another one than it looks, as a problem; null if nothing does: a line end that is none here with a
 * heading or a key behind it, or characters that show the beginning of a heading or of a key in another order.
 */
export function lookFault(line: string, isStructure: (text: string) => boolean): string | null {
  if (PLAIN.test(line)) return null;
  if (ODD_LINE_END.test(line)) {
    const [, ...behind] = line.replace(/^[\s\u0085]+/, '').split(ODD_LINE_END);
    const hidden = behind.find((part) => HEADING.test(asSeen(part)) || isStructure(part));
    if (hidden !== undefined) {
      const odd = oddCharacter(ODD_LINE_END.exec(line)![0])!.split(' ')[0]!;
      return `this line holds ${odd}, which looks like the end of a line and is none: write a plain line end in its place`;
    }
  }
  const heading = HEADING.exec(seenLine(line).text)?.[0].length;
  const hasMeaning =
    heading === undefined
      ? isReordered(line.slice(0, MOST_SEEN)) && isStructure(line)
      : isReordered(line.slice(0, seenLine(line).rawAt(heading)));
  if (hasMeaning) {
    return 'this line holds characters that change the order in which it is displayed (U+202A to U+202E, U+2066 to U+2069): remove them';
  }
  return null;
}
