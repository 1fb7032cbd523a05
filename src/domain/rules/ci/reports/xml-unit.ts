/**
 * One element of a report with its content, kept small while it is read: long texts are cut, and what says nothing of a
 * result is left out.
 */
import { type Change, inAttribute, inText } from './hide-in-report.js';
import { HARMLESS } from './junit-verdict.js';
import { plainText } from './plain-text.js';
import type { XmlNode } from './xml-nodes.js';
import type { XmlTag } from './xml-stream.js';

export type { Change } from './hide-in-report.js';

export interface XmlPiece extends XmlTag {
  readonly children: readonly XmlPiece[];
  /** The begin of its text, as it is written. */
  readonly ownText: string;
}

interface Growing extends XmlTag {
  readonly children: Growing[];
  ownText: string;
  /** What the unit was before it. */
  readonly sizeBefore: number;
  readonly holdsTestsBefore: boolean;
}

/** Characters of a text that are kept, before secrets are taken out of them; more than the reader reads. */
const KEPT_TEXT = 16_384;
/** Of a text, or of an attribute inside a test, that are written. */
const WRITTEN = 4_000;
const MOST_SIZE = 2_097_152;
const ELEMENT_SIZE = 100;
/** They may say that a test was repeated. */
const KEPT_HARMLESS = new Set(['properties', 'property']);
const TESTS = new Set(['testcase', 'testsuite', 'testsuites']);

export const isDropped = ({ name }: XmlTag): boolean =>
  HARMLESS.has(name.toLowerCase()) && !KEPT_HARMLESS.has(name.toLowerCase());

export class XmlUnit {
  readonly root: XmlPiece;
  /** It contains tests or suites. */
  holdsTests = false;
  private readonly stack: Growing[] = [];
  private size = 0;

  constructor(tag: XmlTag) {
    const root = this.grown(tag);
    this.stack.push(root);
    this.root = root;
  }

  get fault(): string | null {
    return this.size > MOST_SIZE ? 'has a test with more details than can be read' : null;
  }

  /** An empty element is to be closed too. */
  open(tag: XmlTag): void {
    const child = this.grown(tag);
    if (TESTS.has(tag.name.toLowerCase())) this.holdsTests = true;
    this.stack.at(-1)!.children.push(child);
    this.stack.push(child);
  }

  /** Answers whether the unit itself ended. */
  close(): boolean {
    const closed = this.stack.pop()!;
    const parent = this.stack.at(-1);
    if (parent === undefined) return true;
    if (isDropped(closed) && this.holdsTests === closed.holdsTestsBefore) {
      parent.children.pop();
      this.size = closed.sizeBefore;
    }
    return false;
  }

  text(text: string, isData: boolean): void {
    const place = this.stack.at(-1)!;
    const room = KEPT_TEXT - place.ownText.length;
    if (room <= 0 || isDropped(place)) return;
    // Decoded when it is whole: an entity may come in two pieces.
    const piece = isData ? inText(text.slice(0, room)) : text.slice(0, room);
    place.ownText += piece;
    this.size += piece.length;
  }

  private grown(tag: XmlTag): Growing {
    const sizeBefore = this.size;
    this.size += ELEMENT_SIZE + tag.attributes.reduce((sum, [name, raw]) => sum + name.length + raw.length, 0);
    return { ...tag, children: [], ownText: '', sizeBefore, holdsTestsBefore: this.holdsTests };
  }
}

/** As the parser of the reader would give it, without its text. */
export function nodeOf(piece: XmlTag & Partial<Pick<XmlPiece, 'children'>>, change: Change): XmlNode {
  const attributes = Object.fromEntries(
    piece.attributes.map(([name, raw]) => [`@${name}`, written(raw, change).trim()]),
  );
  return { [piece.name]: (piece.children ?? []).map((child) => nodeOf(child, change)), ':@': attributes };
}

export function openTag({ name, attributes, empty }: XmlTag, change: Change, without: ReadonlySet<string>): string {
  const kept = attributes.filter(([attribute]) => !without.has(attribute));
  return `<${name}${kept.map(([attribute, raw]) => quoted(attribute, written(raw, change))).join('')}${empty ? '/' : ''}>`;
}

/** With the begin of what it says. */
export const unitXml = (root: XmlPiece, change: Change): string => xmlOf(root, change, true, true);
/** Without what it says; its result is the same. */
export const shortXml = (root: XmlPiece, change: Change): string => xmlOf(root, change, true, false);

const SAYING = new Set(['message', 'stack', 'stacktrace', 'details']);

function xmlOf(
  { name, attributes, children, ownText }: XmlPiece,
  change: Change,
  isRoot: boolean,
  full: boolean,
): string {
  const kept = attributes
    .filter(([attribute]) => isRoot || full || !SAYING.has(attribute.toLowerCase()))
    .map(([attribute, raw]) => quoted(attribute, isRoot ? written(raw, change) : cut(raw, change)));
  const text = full && ownText.trim() !== '' ? inText(change(plainText(ownText)).slice(0, WRITTEN).toWellFormed()) : '';
  const inside = text + children.map((child) => xmlOf(child, change, false, full)).join('');
  const tag = `<${name}${kept.join('')}`;
  return inside === '' ? `${tag}/>` : `${tag}>${inside}</${name}>`;
}

/** A value as it is to be written: as it was, if nothing had to be changed. */
function written(raw: string, change: Change): string {
  const value = plainText(raw);
  const changed = change(value);
  return changed === value ? raw : inAttribute(changed);
}

const cut = (raw: string, change: Change): string =>
  raw.length <= WRITTEN ? written(raw, change) : inAttribute(change(plainText(raw)).slice(0, WRITTEN).toWellFormed());

const quoted = (name: string, raw: string): string => (raw.includes('"') ? ` ${name}='${raw}'` : ` ${name}="${raw}"`);
