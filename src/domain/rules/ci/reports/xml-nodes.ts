/**
 * An XML document as the parser gives it, and how to look at it. Entities stay as they are written until a value is
 * read.
 */
import { XMLParser } from 'fast-xml-parser';

import { plainText } from './plain-text.js';

const ATTRIBUTES = ':@';

/** Its children under its name, its attributes under ":@". */
export type XmlNode = Readonly<Record<string, readonly XmlNode[] | Readonly<Record<string, string>>>>;

/** Throws what the parser throws. */
export const parsedXml = (text: string): readonly XmlNode[] => parser().parse(text) as XmlNode[];

const parser = () =>
  new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    // Entities stay as they are written; plainText() knows the five of XML. Nothing is ever expanded.
    processEntities: false,
    htmlEntities: false,
    parseTagValue: false,
    parseAttributeValue: false,
    ignorePiTags: true,
    jPath: false,
  });

/** Of a text "#text". */
export const nameOf = (node: XmlNode): string => Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '#text';
/** Runners differ in case: `testCase`, `Failure`. */
export const plainNameOf = (node: XmlNode): string => nameOf(node).toLowerCase();

export function childrenOf(node: XmlNode): readonly XmlNode[] {
  const children = node[nameOf(node)];
  return Array.isArray(children) ? (children as readonly XmlNode[]).filter((child) => nameOf(child) !== '#text') : [];
}

/** The direct text of an element, in one piece. */
export function textOf(node: XmlNode): string {
  const children = node[nameOf(node)];
  if (!Array.isArray(children)) return '';
  return (children as readonly Readonly<Record<string, unknown>>[])
    .map((child) => child['#text'])
    .map((part) => (typeof part === 'string' ? plainText(part) : ''))
    .join('');
}

/** null: it is not there, or empty. */
export function attribute(node: XmlNode, name: string): string | null {
  const attributes = node[ATTRIBUTES] as Readonly<Record<string, string>> | undefined;
  const value = attributes?.[`@${name}`];
  return typeof value === 'string' && value !== '' ? plainText(value) : null;
}

/** All that are not blank, in their order. */
export function attributesOf(node: XmlNode): { readonly name: string; readonly value: string }[] {
  const attributes = (node[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>;
  return Object.entries(attributes)
    .map(([key, value]) => ({ name: key.slice(1), value: plainText(String(value)).trim() }))
    .filter(({ value }) => value !== '');
}

export function countElements(nodes: readonly XmlNode[]): number {
  let count = 0;
  for (const node of nodes) if (nameOf(node) !== '#text') count += 1 + countElements(childrenOf(node));
  return count;
}

/** Surefire writes thousands as "1,234.5". */
export function number(text: string | null): number | null {
  const value = text === null ? Number.NaN : Number(text.replaceAll(',', ''));
  return Number.isFinite(value) ? value : null;
}
