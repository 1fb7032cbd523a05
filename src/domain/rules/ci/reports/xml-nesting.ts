/** What the markup of a report must be like, piece by piece, for every reader of it. */
import type { Markup } from './xml-markup.js';

const MAX_DEPTH = 50;
/** These contain only elements directly; a text with a ">" there is damaged markup. */
const HOLDS_ELEMENTS = new Set(['testsuites', 'testsuite', 'testcase']);

export class XmlNesting {
  /** Names of the elements around. */
  readonly open: string[] = [];
  elements = 0;
  /** A section of data holds whole test cases and the begin of another section: its own end may be broken. */
  suspect = false;

  /** Takes markup that is complete. The end of a sentence that begins with the report, or null. */
  fault(text: string, at: number, markup: Markup): string | null {
    if (markup.kind === 'type') return 'has a document type, which is refused';
    if (markup.fault !== null) return markup.fault;
    const hidden = markup.attributes.find(({ from, to }) => /<\/?testcase/i.test(text.slice(from, to)));
    if (hidden) return `has a test case inside the attribute "${displayed(hidden.name)}"`;
    // A section that swallowed the begin of the next one swallowed what stood between, unless a program printed a
    // report.
    if (markup.kind === 'data' && swallowed(text.slice(at + 9, markup.end))) this.suspect = true;
    if (markup.kind === 'open') {
      this.elements += 1;
      if (!markup.empty) this.open.push(markup.name);
      if (this.open.length > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} elements`;
    } else if (markup.kind === 'close') {
      const name = this.open.pop();
      if (name !== markup.name)
        return `closes "${displayed(markup.name)}" where ${name === undefined ? 'nothing' : `"${displayed(name)}"`} is open`;
    }
    return null;
  }

  /** Takes text between two pieces of markup, or a part of it. */
  faultBetween(text: string): string | null {
    if (!text.includes('>') || !HOLDS_ELEMENTS.has((this.open.at(-1) ?? 'testsuites').toLowerCase())) return null;
    return `has text where only elements are allowed: ${displayed(text.trim())}`;
  }
}

export const swallowed = (data: string): boolean =>
  data.includes('<![CDATA[') && /<testcase/i.test(data) && /<\/testcase|\/>/i.test(data);

const displayed = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);
