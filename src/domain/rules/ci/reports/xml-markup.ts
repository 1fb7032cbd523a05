/**
 * Where the markup of an XML text begins and ends, found without building anything. Tags must be well formed: a reader
 * that forgives a broken tag reads another document than the one that was written, and a test can vanish in the
 * difference.
 */
export interface XmlAttribute {
  readonly name: string;
  /** The range of the value, without its quotation marks. */
  readonly from: number;
  readonly to: number;
}

export interface Markup {
  readonly kind: 'open' | 'close' | 'comment' | 'data' | 'instruction' | 'type';
  readonly name: string;
  /** `<name/>`. */
  readonly empty: boolean;
  readonly attributes: readonly XmlAttribute[];
  /** Behind its last character; -1: the text ends before. */
  readonly end: number;
  /** The end of a sentence that begins with the text; null: it is well formed. */
  readonly fault: string | null;
}

const NAME = /[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*/uy;
const BLANKS = /\s*/y;
const DATA = '<![CDATA[';

/** The markup that begins with the "<" at `at`. */
export function markupAt(text: string, at: number): Markup {
  if (text.startsWith('<!--', at)) return ended('comment', text, '-->', at + 4, '<!--');
  if (text.startsWith(DATA, at)) return ended('data', text, ']]>', at + DATA.length, null);
  if (text.startsWith('<?', at)) return ended('instruction', text, '?>', at + 2, '<');
  // A text may end within "<!--" or "<![CDATA[".
  const rest = text.length - at < DATA.length ? text.slice(at) : null;
  if (rest !== null && ('<!--'.startsWith(rest) || DATA.startsWith(rest))) return { ...PLAIN, kind: 'data', end: -1 };
  if (text.startsWith('<!', at)) return { ...PLAIN, kind: 'type', end: behind(text, '>', at) };
  if (text.startsWith('</', at)) {
    const end = behind(text, '>', at);
    return { ...PLAIN, kind: 'close', name: end === -1 ? '' : text.slice(at + 2, end - 1).trim(), end };
  }
  return openTag(text, at);
}

const PLAIN = { name: '', empty: false, attributes: [], fault: null } as const;

/** `foreign` must not occur inside: its presence shows that an end mark before it is broken. */
function ended(kind: Markup['kind'], text: string, mark: string, from: number, foreign: string | null): Markup {
  const end = behind(text, mark, from);
  const runsOver = foreign !== null && end !== -1 && text.slice(from, end).includes(foreign);
  return {
    ...PLAIN,
    kind,
    end,
    fault: runsOver ? `has ${kind === 'instruction' ? 'an' : 'a'} ${kind} that does not end where it should` : null,
  };
}

function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? -1 : at + mark.length;
}

function openTag(text: string, at: number): Markup {
  const attributes: XmlAttribute[] = [];
  const name = match(NAME, text, at + 1);
  const broken = (): Markup => {
    const end = tagEnd(text, at);
    const tag = text.slice(at, Math.min(end === -1 ? text.length : end, at + 60));
    return { ...PLAIN, kind: 'open', name, attributes, end, fault: `has a tag that is not XML: ${tag}` };
  };
  const whole = (empty: boolean, end: number): Markup => ({ kind: 'open', name, empty, attributes, end, fault: null });
  let i = at + 1 + name.length;
  if (i >= text.length) return whole(false, -1);
  if (name === '') return broken();
  const seen = new Set<string>();
  for (;;) {
    const blanks = match(BLANKS, text, i);
    i += blanks.length;
    if (i >= text.length) return whole(false, -1);
    if (text[i] === '>') return whole(false, i + 1);
    if (text[i] === '/') {
      if (i + 1 >= text.length) return whole(true, -1);
      return text[i + 1] === '>' ? whole(true, i + 2) : broken();
    }
    const attribute = match(NAME, text, i);
    if (attribute === '' || blanks === '' || seen.has(attribute)) return broken();
    seen.add(attribute);
    i += attribute.length;
    i += match(BLANKS, text, i).length;
    if (i >= text.length) return whole(false, -1);
    if (text[i] !== '=') return broken();
    i += 1;
    i += match(BLANKS, text, i).length;
    if (i >= text.length) return whole(false, -1);
    const quote = text[i];
    if (quote !== '"' && quote !== "'") return broken();
    const to = text.indexOf(quote, i + 1);
    if (to === -1) return whole(false, -1);
    attributes.push({ name: attribute, from: i + 1, to });
    i = to + 1;
  }
}

/** The end of a broken tag; a ">" within quotes does not end it. */
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

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
