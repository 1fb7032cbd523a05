/**
 * Walks the markup of an XML text once, before a parser builds anything from it: refuses what a report never needs
 * (document types, deep nesting), finds out whether the text is whole, and makes a whole one of a text that ends in the
 * middle, by leaving out the test case that the end cut.
 */
import { markupAt } from './xml-markup.js';
import { XmlNesting } from './xml-nesting.js';

export interface XmlFrame {
  /** Well nested, and complete up to its end. */
  readonly text: string;
  readonly cut: boolean;
  /** Elements in `text`. A parser that finds another number has read another document. */
  readonly elements: number;
  /**
   * A section of data holds whole test cases and the begin of another section: its own end may be broken. Counts of
   * tests can clear it.
   */
  readonly suspect: boolean;
}

/** `unit` is the element that must not be cut in two. */
export function xmlFrame(text: string, unit: string): XmlFrame | { readonly fault: string } {
  const nesting = new XmlNesting();
  const { open } = nesting;
  let safe = { end: 0, open: [] as readonly string[], elements: 0 };
  let at = text.indexOf('<');
  while (at !== -1) {
    const markup = markupAt(text, at);
    if (markup.kind !== 'type' && markup.end === -1) return cutAt(text, safe);
    const fault = nesting.fault(text, at, markup);
    if (fault !== null) return { fault };
    if (!open.includes(unit)) safe = { end: markup.end, open: [...open], elements: nesting.elements };
    const next = text.indexOf('<', markup.end);
    const between = nesting.faultBetween(text.slice(markup.end, next === -1 ? text.length : next));
    if (between !== null) return { fault: between };
    at = next;
  }
  if (open.length > 0) return cutAt(text, safe);
  return { text, cut: false, elements: nesting.elements, suspect: nesting.suspect };
}

function cutAt(text: string, safe: { end: number; open: readonly string[]; elements: number }): XmlFrame {
  const closing = safe.open.toReversed().map((name) => `</${name}>`);
  return { text: text.slice(0, safe.end) + closing.join(''), cut: true, elements: safe.elements, suspect: false };
}
