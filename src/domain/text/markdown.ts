/**
 * Words into Markdown. What agents and users wrote goes through mdast-util-to-markdown and ends as text or as code,
 * never as markup (I4); the frame around it is ours and is written unchanged: building a whole syntax tree costs some
 * twenty times as much, and these documents are rendered with every command. Ids need no escaping inside a code span
 * (I1 leaves only letters, digits, `.`, `_`, `-`).
 */
import { type Options, toMarkdown } from 'mdast-util-to-markdown';

/**
 * Characters that move the cursor or the reading direction: rendered as U+FFFD. Line ends and tabs are not among them.
 */
const HARMFUL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/g;
const LINE_ENDS = /\r\n?|\u0085|\u2028|\u2029/g;

const harmless = (text: string): string => text.replace(LINE_ENDS, '\n').replace(HARMFUL, '\ufffd');
const oneLine = (text: string): string => harmless(text).replace(/\s+/g, ' ').trim();

/** Besides CommonMark's own: table pipes, strikethrough, and what GitHub would turn into a link. */
const OPTIONS: Options = {
  unsafe: [
    { character: '|', inConstruct: 'phrasing' },
    { character: '~', inConstruct: 'phrasing' },
    { character: '<', inConstruct: 'phrasing' },
    { character: ':', before: '[PSps]', after: '\\/', inConstruct: 'phrasing' },
    { character: '.', before: '[Ww]', after: '[\\-.\\w]', inConstruct: 'phrasing' },
    { character: '@', inConstruct: 'phrasing' },
  ],
};

/** Text as one line of text; allowed anywhere in a line, in a table cell too. */
export const inline = remembered((text) =>
  toMarkdown({ type: 'paragraph', children: [{ type: 'text', value: oneLine(text) }] }, OPTIONS).trimEnd(),
);

/** Text as one line of code; allowed anywhere in a line but in a table. */
export const inlineCode = remembered((text) =>
  toMarkdown(
    { type: 'paragraph', children: [{ type: 'inlineCode', value: harmless(text).replace(/\s/g, ' ') }] },
    OPTIONS,
  ).trimEnd(),
);

/** Text in full, as a block of code whose fence is longer than any fence inside. */
export const fenced = (text: string): string =>
  toMarkdown({ type: 'code', lang: 'text', value: harmless(text) }, { fences: true }).trimEnd();

/**
 * The beginning of a text, marked where it was cut: what agents write may be long (I4). `most` counts characters, not
 * bytes.
 */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most).join('')} […]`;
}

/** An instant in ISO 8601, or a dash. */
export const instant = (at: Date | null): string => at?.toISOString() ?? '—';

export type Row = readonly string[];

/** A table; cells are Markdown already and hold no line end. */
export function table(head: Row, rows: readonly Row[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Blocks of a document with a blank line between them; empty ones are left out. */
export const blocks = (...parts: readonly (string | null)[]): string =>
  `${parts.filter((part) => part).join('\n\n')}\n`;

const REMEMBERED_ENTRIES = 4_000;
const REMEMBERED_LENGTH = 400;

/**
 * Names are rendered again with every command on their run: remembering some of them changes no answer, only its cost.
 */
function remembered(render: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const seen = known.get(text);
    if (seen !== undefined) return seen;
    const rendered = render(text);
    if (known.size >= REMEMBERED_ENTRIES) known.clear();
    if (text.length <= REMEMBERED_LENGTH) known.set(text, rendered);
    return rendered;
  };
}
