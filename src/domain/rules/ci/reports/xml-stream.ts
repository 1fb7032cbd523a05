/**
 * Walks XML that comes in pieces, in bounded memory: tags must be of a sensible length, and of texts, comments and
 * sections of data only the begin is handed on. It refuses what `xmlFrame` refuses.
 */
import { type Markup, markupAt } from './xml-markup.js';
import { swallowed, XmlNesting } from './xml-nesting.js';

export interface XmlTag {
  readonly name: string;
  /** Values as they are written. */
  readonly attributes: readonly (readonly [name: string, raw: string])[];
  readonly empty: boolean;
}

/** What it passes on. An answer is a fault, and ends the walk. */
export interface XmlSink {
  open(tag: XmlTag): string | null;
  close(name: string): string | null;
  /** A text may come in several pieces. */
  text(text: string, isData: boolean): void;
}

/** Characters of a tag. */
const LONGEST_TAG = 1_048_576;
/** Characters of a comment, an instruction or a section of data that are kept. */
const KEPT = 16_384;
const HIDDEN = [
  { kind: 'comment', begin: '<!--', end: '-->', foreign: '<!--' },
  { kind: 'data', begin: '<![CDATA[', end: ']]>', foreign: null },
  { kind: 'instruction', begin: '<?', end: '?>', foreign: '<' },
] as const;
type Kind = (typeof HIDDEN)[number];

/** A piece of markup whose end has not been read yet. */
interface Stretch {
  readonly kind: Kind;
  kept: string;
  /** The last characters, for marks that span two pieces. */
  tail: string;
  foreign: boolean;
  readonly swallowed: { begin: boolean; test: boolean; end: boolean };
}

export class XmlStream {
  private readonly nesting = new XmlNesting();
  private rest = '';
  private stretch: Stretch | null = null;
  private hasBegun = false;

  constructor(private readonly sink: XmlSink) {}

  get isSuspect(): boolean {
    return this.nesting.suspect;
  }

  /** Takes the next piece; answers a fault, as the end of a sentence that begins with the report. */
  push(text: string): string | null {
    this.rest += text;
    let at = 0;
    for (;;) {
      const step: number | string | null = this.stretch === null ? this.next(at) : this.resume(at, this.stretch);
      if (typeof step === 'string') return step;
      if (step === null) break;
      at = step;
    }
    this.rest = this.rest.slice(this.waitsAt);
    return null;
  }

  private waitsAt = 0;

  /** Where to continue; null: more is needed. */
  private next(at: number): number | string | null {
    const { rest } = this;
    const next = rest.indexOf('<', at);
    const plain = rest.slice(at, next === -1 ? rest.length : next);
    if (plain !== '' && this.hasBegun) {
      const fault = this.nesting.faultBetween(plain);
      if (fault !== null) return fault;
      this.sink.text(plain, false);
    }
    if (next === -1) return this.wait(rest.length);
    this.hasBegun = true;
    const markup = markupAt(rest, next);
    if (markup.kind !== 'type' && markup.end === -1) {
      const kind = HIDDEN.find(({ begin }) => rest.startsWith(begin, next));
      if (kind === undefined)
        return rest.length - next > LONGEST_TAG ? `has a tag of more than ${LONGEST_TAG} characters` : this.wait(next);
      this.stretch = { kind, kept: '', tail: '', foreign: false, swallowed: { begin: false, test: false, end: false } };
      return next + kind.begin.length;
    }
    return this.nesting.fault(rest, next, markup) ?? this.beginTest(markup, next) ?? markup.end;
  }

  private wait(from: number): null {
    this.waitsAt = from;
    return null;
  }

  private beginTest({ kind, name, empty, attributes, end }: Markup, at: number): string | null {
    const { rest, sink } = this;
    if (kind === 'data') sink.text(rest.slice(at + 9, end - 3).slice(0, KEPT), true);
    if (kind === 'close') return sink.close(name);
    if (kind !== 'open') return null;
    return sink.open({
      name,
      empty,
      attributes: attributes.map((each) => [each.name, rest.slice(each.from, each.to)]),
    });
  }

  private resume(at: number, stretch: Stretch): number | string | null {
    const { kind } = stretch;
    const end = this.rest.indexOf(kind.end, at);
    const upTo = end === -1 ? Math.max(at, this.rest.length - kind.end.length + 1) : end;
    this.look(this.rest.slice(at, upTo), stretch);
    if (end === -1) return this.wait(upTo);
    this.stretch = null;
    if (stretch.foreign)
      return `has ${kind.kind === 'instruction' ? 'an' : 'a'} ${kind.kind} that does not end where it should`;
    const { begin, test, end: hasEnd } = stretch.swallowed;
    if (kind.kind === 'data') {
      if (begin && test && hasEnd) this.nesting.suspect = true;
      this.sink.text(stretch.kept, true);
    }
    return end + kind.end.length;
  }

  private look(piece: string, stretch: Stretch): void {
    const seen = stretch.tail + piece;
    if (stretch.kept.length < KEPT) stretch.kept += piece.slice(0, KEPT - stretch.kept.length);
    stretch.tail = seen.slice(-12);
    const { kind, swallowed: signs } = stretch;
    if (kind.foreign !== null) stretch.foreign ||= seen.includes(kind.foreign);
    if (kind.kind !== 'data') return;
    if (swallowed(seen)) signs.begin = signs.test = signs.end = true;
    signs.begin ||= seen.includes('<![CDATA[');
    signs.test ||= /<testcase/i.test(seen);
    signs.end ||= /<\/testcase|\/>/i.test(seen);
  }
}
