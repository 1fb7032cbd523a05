/**
 * A document from outside before anything looks at what it means: that it is JSON, how big and how deep it is, and that
 * no key is one that JavaScript gives a meaning of its own. Readers may then walk it safely.
 */
export interface DocumentFault {
  readonly path: readonly string[];
  readonly message: string;
}

export const DOCUMENT_MAX_BYTES = 1_048_576;
export const DOCUMENT_MAX_DEPTH = 20;
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_FAULTS = 50;

/** Faults of form; empty: plain JSON within the bounds. */
export function formFaults(document: unknown): DocumentFault[] {
  const faults: DocumentFault[] = [];
  let size = 0;

  function visit(value: unknown, path: readonly string[]): void {
    if (faults.length >= MAX_FAULTS || size > DOCUMENT_MAX_BYTES) return;
    if (path.length > DOCUMENT_MAX_DEPTH) {
      faults.push({ path, message: `is nested deeper than ${DOCUMENT_MAX_DEPTH} levels` });
    } else if (Array.isArray(value)) {
      size += 1 + Math.max(1, value.length);
      value.forEach((entry, i) => visit(entry, [...path, `${i}`]));
    } else if (typeof value === 'object' && value !== null) {
      const keys = Object.keys(value);
      size += 1 + Math.max(1, keys.length);
      for (const key of keys) {
        if (faults.length >= MAX_FAULTS || size > DOCUMENT_MAX_BYTES) return;
        size += jsonBytes(key) + 1;
        if (FORBIDDEN_KEYS.has(key))
          faults.push({ path: [...path, key], message: 'is a name that no document may use' });
        else visit((value as Record<string, unknown>)[key], [...path, key]);
      }
    } else if (value === null || typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value)) {
      size += typeof value === 'string' ? jsonBytes(value) : String(value).length;
    } else {
      faults.push({ path, message: 'is not a JSON value' });
    }
  }

  visit(document, []);
  if (size > DOCUMENT_MAX_BYTES) return [{ path: [], message: `is larger than ${DOCUMENT_MAX_BYTES} bytes` }];
  return faults;
}

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    // A surrogate pair is 2 units and 4 bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

const jsonBytes = (text: string): number => utf8Bytes(JSON.stringify(text));
