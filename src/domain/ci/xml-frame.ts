/**
 * Walks the markup of an XML text once, before a parser builds anything from it: refuses what a report never needs (document types, deep nesting),
 * finds out whether the text is whole, and makes a whole one of a text that ends in the middle, by leaving out the test case that the end cut.
 */
import { markupAt } from './xml-markup.js';

export interface XmlFrame {
  /** Well nested, and complete up to its end. */
  readonly text: string;
  readonly cut: boolean;
  /** Elements in `text`. A parser that finds another number has read another document. */
  readonly elements: number;
  /** A section of data holds whole test cases and the begin of another section: its own end may be broken. Counts of tests can clear it. */
  readonly suspect: boolean;
}

const MAX_DEPTH = 50;
/** Only elements stand directly inside of these; a text with a ">" there was markup once. */
const HOLDS_ELEMENTS = new Set(['testsuites', 'testsuite', 'testcase']);

/** `unit` is the element that must not be cut in two. */
export function xmlFrame(text: string, unit: string): XmlFrame | { readonly fault: string } {
  const open: string[] = [];
  let elements = 0;
  let suspect = false;
  let safe = { end: 0, open: [] as readonly string[], elements: 0 };
  let at = text.indexOf('<');
  while (at !== -1) {
    const markup = markupAt(text, at);
    if (markup.kind === 'type') return { fault: 'has a document type, which is refused' };
    if (markup.end === -1) return cutAt(text, safe);
    if (markup.fault !== null) return { fault: markup.fault };
    const hidden = markup.attributes.find(({ from, to }) => /<\/?testcase/i.test(text.slice(from, to)));
    if (hidden) return { fault: `has a test case inside the attribute "${shown(hidden.name)}"` };
    // A section that swallowed the begin of the next one swallowed what stood between, unless a program printed a report.
    if (markup.kind === 'data' && swallowed(text.slice(at + 9, markup.end))) suspect = true;
    if (markup.kind === 'open') {
      elements += 1;
      if (!markup.empty) open.push(markup.name);
      if (open.length > MAX_DEPTH) return { fault: `is nested deeper than ${MAX_DEPTH} elements` };
    } else if (markup.kind === 'close') {
      const name = open.pop();
      if (name !== markup.name)
        return { fault: `closes "${shown(markup.name)}" where ${name === undefined ? 'nothing' : `"${shown(name)}"`} is open` };
    }
    if (!open.includes(unit)) safe = { end: markup.end, open: [...open], elements };
    const next = text.indexOf('<', markup.end);
    const between = text.slice(markup.end, next === -1 ? text.length : next);
    if (between.includes('>') && HOLDS_ELEMENTS.has((open.at(-1) ?? 'testsuites').toLowerCase())) {
      return { fault: `has text where only elements may stand: ${shown(between.trim())}` };
    }
    at = next;
  }
  if (open.length > 0) return cutAt(text, safe);
  return { text, cut: false, elements, suspect };
}

function cutAt(text: string, safe: { end: number; open: readonly string[]; elements: number }): XmlFrame {
  const closing = safe.open.toReversed().map((name) => `</${name}>`);
  return { text: text.slice(0, safe.end) + closing.join(''), cut: true, elements: safe.elements, suspect: false };
}

const swallowed = (data: string): boolean => data.includes('<![CDATA[') && /<testcase/i.test(data) && /<\/testcase|\/>/i.test(data);

const shown = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);
