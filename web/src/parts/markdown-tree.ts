/** Markdown as a tree that is safe to display: bounded in size and depth, its addresses http(s) alone, its headings in order below those of the page. */
import type { Definition, Heading, Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';

/** Characters and lines above which a text is displayed as it is: reading it would hold the page up. */
const LONGEST = 60_000;
const MOST_LINES = 1_500;
/** Nested quotes and lists beyond it are displayed as text. */
export const DEEPEST = 24;
/** Signs that open a quote or list at the beginning of one line: more than any person writes, and the parser's work grows with their square. */
const NESTING = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])){40}/m;
/** Signs of emphasis and of links in one paragraph; here, too, the work grows with their square. */
const MOST_MARKS = 600;

/** Data in the form of YAML before the text. */
const FRONT = /^---\n((?:[^\n]*\n){0,60}?)---(?:\n|$)/;

export interface MarkdownTree {
  /** Names and values between lines of dashes at the top, as documents of a run have them; null: there are none. */
  readonly front: string | null;
  readonly root: Root;
  /** Where `[text][label]` leads, by label. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The level of each heading: the first is `top`, none skips a level downwards. */
  readonly levels: ReadonlyMap<Heading, number>;
}

/** Null: the text is too long or too nested to be read as Markdown. `top`: the level of its highest headings. */
export function markdownTree(text: string, top: number): MarkdownTree | null {
  if (isTooMuch(text)) return null;
  const front = FRONT.exec(text)?.[1] ?? null;
  const body = front === null ? text : text.replace(FRONT, '');
  const root = fromMarkdown(body, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  const definitions = new Map<string, Definition>();
  const levels = new Map<Heading, number>();
  let open: number[] = [];
  const visit = (node: Nodes, depth: number): void => {
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
    if (node.type === 'heading') {
      open = [...open.filter((each) => each < node.depth), node.depth];
      levels.set(node, Math.min(6, top + open.length - 1));
    }
    if ('children' in node && depth < DEEPEST) for (const child of node.children) visit(child, depth + 1);
  };
  visit(root, 0);
  return { front, root, definitions, levels };
}

function isTooMuch(text: string): boolean {
  if (text.length > LONGEST || NESTING.test(text)) return true;
  let lines = 0;
  let marks = 0;
  for (const line of text.split(/\r\n?|\n/)) {
    lines += 1;
    // Cells of a table are paragraphs of their own.
    const isParagraph = line.trim() !== '' && !line.trimStart().startsWith('|');
    marks = isParagraph ? marks + (line.match(/[*_[\]<`]/g)?.length ?? 0) : 0;
    if (lines > MOST_LINES || marks > MOST_MARKS) return true;
    if (!isParagraph && line.length > 20_000) return true;
  }
  return false;
}
