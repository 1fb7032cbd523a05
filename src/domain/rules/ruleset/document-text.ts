/**
 * The text of a document, JSON or YAML 1.2, read into plain JSON (JSON is read as the YAML that it is). Comments are
 * welcome; what makes two readers see different documents, or one value become many, is refused: keys that occur twice,
 * anchors and aliases, tags, directives.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
  Parser,
} from 'yaml';

import { withoutMark } from '../../text/input-text.js';
import type { LineAt } from './document-lines.js';
import {
  DOCUMENT_MAX_BYTES,
  DOCUMENT_MAX_DEPTH,
  type DocumentFault,
  FORBIDDEN_KEYS,
  utf8Bytes,
} from './json-document.js';

export interface TextFault extends DocumentFault {
  readonly line: number;
}

export type ReadText =
  { readonly document: unknown; readonly lineAt: LineAt } | { readonly faults: readonly TextFault[] };

/** Where a part begins, and its own parts. */
interface Place {
  readonly line: number;
  readonly parts: Map<string, Place>;
}

const MAX_FAULTS = 50;
/** A level opens one token or two; the exact depth is judged later. */
const MAX_OPEN_TOKENS = 2 * DOCUMENT_MAX_DEPTH + 10;

export function readText(given: string): ReadText {
  const text = withoutMark(given);
  const whole = (message: string, line = 1): ReadText => ({ faults: [{ path: [], message, line }] });
  if (utf8Bytes(text) > DOCUMENT_MAX_BYTES) return whole(`is larger than ${DOCUMENT_MAX_BYTES} bytes`);
  if (nestsTooDeeply(text)) return whole(`is nested deeper than ${DOCUMENT_MAX_DEPTH} levels`);
  const lines = new LineCounter();
  const line = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  // Keys that occur twice are looked for below: the library would take quadratic time.
  const parsed = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    merge: false,
  });
  const unreadable = [...parsed.errors, ...parsed.warnings].slice(0, MAX_FAULTS);
  if (unreadable.length > 0) {
    const message = (each: (typeof unreadable)[number]): string =>
      each.code === 'MULTIPLE_DOCS' ? 'must be the only document in its text' : `cannot be read: ${each.message}`;
    return { faults: unreadable.map((each) => ({ path: [], message: message(each), line: line(each.pos[0]) })) };
  }
  if (parsed.directives?.yaml.explicit) return whole('must have no YAML directive');
  return plainJson(parsed, line);
}

/**
 * Asked before the text is composed: that recurses, and a text that is deep enough would end the process. This does not
 * recurse.
 */
function nestsTooDeeply(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > MAX_OPEN_TOKENS) return true;
  }
  return false;
}

function plainJson(parsed: Document.Parsed, lineOf: (offset: number) => number): ReadText {
  const faults: TextFault[] = [];
  const root: Place = { line: 1, parts: new Map() };

  function value(node: Node | null | undefined, place: Place, path: readonly string[]): unknown {
    const refuse = (message: string): void => {
      if (faults.length < MAX_FAULTS) faults.push({ path, message, line: place.line });
    };
    if (node === null || node === undefined) return null;
    if (path.length > DOCUMENT_MAX_DEPTH) return refuse(`is nested deeper than ${DOCUMENT_MAX_DEPTH} levels`);
    if (isAlias(node)) return refuse('must not be an alias; write the value out');
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor) refuse('must not have an anchor');
    if (node.tag) refuse('must not have a tag');
    if (isScalar(node)) return node.value;
    if (isSeq(node))
      return node.items.map((item, i) => value(item as Node, step(place, `${i}`, item as Node), [...path, `${i}`]));
    if (!isMap(node)) return refuse('is not a JSON value');
    const entries = new Map<string, unknown>();
    for (const pair of node.items) {
      const key =
        isScalar(pair.key) && typeof pair.key.value === 'string' && !pair.key.tag && !pair.key.anchor
          ? pair.key.value
          : null;
      const at: Place = { line: lineOf((pair.key as Node | null)?.range?.[0] ?? 0), parts: new Map() };
      const wrong = key === null ? 'has a key that is not plain text; put it in quotes' : keyFault(key, entries);
      if (key === null || wrong !== null) {
        if (faults.length < MAX_FAULTS)
          faults.push({ path: key === null ? path : [...path, key], message: wrong!, line: at.line });
        continue;
      }
      place.parts.set(key, at);
      entries.set(key, value(pair.value as Node | null, at, [...path, key]));
    }
    // Defines own properties, whatever the keys are.
    return Object.fromEntries(entries);
  }

  function step(place: Place, key: string, node: Node | null): Place {
    const at: Place = { line: node?.range ? lineOf(node.range[0]) : place.line, parts: new Map() };
    place.parts.set(key, at);
    return at;
  }

  const document = value(parsed.contents, root, []);
  if (faults.length > 0) return { faults };
  return {
    document,
    lineAt: (path) => {
      let place = root;
      for (const part of path) {
        const next = place.parts.get(part);
        if (!next) break;
        place = next;
      }
      return place.line;
    },
  };
}

function keyFault(key: string, entries: ReadonlyMap<string, unknown>): string | null {
  if (FORBIDDEN_KEYS.has(key)) return 'is a name that no document may use';
  return entries.has(key) ? 'is here twice' : null;
}
