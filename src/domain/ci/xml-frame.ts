/**
 * Walks the markup of an XML text once, before a parser builds anything from it: refuses what a report never needs (document types, deep nesting),
 * finds out whether the text is whole, and makes a whole one of a text that ends in the middle, by leaving out the test case that the end cut.
 */
export interface XmlFrame {
  /** Well nested, and complete up to its end. */
  readonly text: string;
  readonly cut: boolean;
  /** Elements in `text`. A parser that finds another number has read another document. */
  readonly elements: number;
}

const MAX_DEPTH = 50;
const NAME = /[^\s/>]*/y;

/** `unit` is the element that must not be cut in two. */
export function xmlFrame(text: string, unit: string): XmlFrame | { readonly fault: string } {
  const open: string[] = [];
  let elements = 0;
  let safe = { end: 0, open: [] as readonly string[], elements: 0 };
  let at = text.indexOf('<');
  while (at !== -1) {
    const markup = markupAt(text, at);
    if (markup === null) return { fault: 'has a document type, which is refused' };
    if (markup.end === -1) return cutAt(text, safe);
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
    at = text.indexOf('<', markup.end);
  }
  if (open.length > 0) return cutAt(text, safe);
  return { text, cut: false, elements };
}

function cutAt(text: string, safe: { end: number; open: readonly string[]; elements: number }): XmlFrame {
  const closing = safe.open.toReversed().map((name) => `</${name}>`);
  return { text: text.slice(0, safe.end) + closing.join(''), cut: true, elements: safe.elements };
}

interface Markup {
  readonly kind: 'open' | 'close' | 'other';
  readonly name: string;
  readonly empty: boolean;
  /** Behind its last character; -1: the text ends before. */
  readonly end: number;
}

/** The markup that begins at `at`; null: a document type. */
function markupAt(text: string, at: number): Markup | null {
  const other = (end: string, from: number): Markup => ({ kind: 'other', name: '', empty: false, end: behind(text, end, from) });
  if (text.startsWith('<!--', at)) return other('-->', at + 4);
  if (text.startsWith('<![CDATA[', at)) return other(']]>', at + 9);
  if (text.startsWith('<?', at)) return other('?>', at + 2);
  // A text may end within "<!--" or "<![CDATA[".
  if ('<!--'.startsWith(text.slice(at)) || '<![CDATA['.startsWith(text.slice(at))) return other('>', text.length);
  if (text.startsWith('<!', at)) return null;
  if (text.startsWith('</', at)) {
    const end = behind(text, '>', at);
    return { kind: 'close', name: end === -1 ? '' : text.slice(at + 2, end - 1).trim(), empty: false, end };
  }
  const end = tagEnd(text, at);
  NAME.lastIndex = at + 1;
  return { kind: 'open', name: NAME.exec(text)![0], empty: end !== -1 && text[end - 2] === '/', end };
}

function behind(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at === -1 ? -1 : at + end.length;
}

/** The ">" of a tag; one within quotes does not end it. */
function tagEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i += 1) {
    const character = text[i];
    if (character === '>') return i + 1;
    if (character === '"' || character === "'") {
      i = text.indexOf(character, i + 1);
      if (i === -1) return -1;
    }
  }
  return -1;
}

const shown = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);
