/**
 * How much a JSON value holds. Whatever walks an input afterwards recurses into it, or takes time that grows with the
 * square of an object's keys: so depth, keys and values are counted before anybody walks, without recursion, and the
 * counting stops at the bound.
 */
export interface Entry<Value> {
  readonly key: string | null;
  readonly value: Value;
}

/** What stands in a value: how much it is without looking at it, and the entries themselves. */
export interface Reader<Value> {
  readonly length: (value: Value) => number;
  readonly isObject: (value: Value) => boolean;
  readonly entries: (value: Value) => readonly Entry<Value>[];
}

export interface SizeLimits {
  readonly depth: number;
  readonly keysOfObject: number;
  readonly entriesOfList: number;
  readonly values: number;
  /** Names that JavaScript gives a meaning of its own. */
  readonly forbiddenKeys?: ReadonlySet<string>;
}

/** Of plain JSON values. */
export const JSON_READER: Reader<unknown> = {
  length: (value) => {
    if (Array.isArray(value)) return value.length;
    return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
  },
  isObject: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  entries: (value) => {
    if (Array.isArray(value)) return value.map((entry) => ({ key: null, value: entry as unknown }));
    return Object.entries(value as object).map(([key, entry]) => ({ key, value: entry as unknown }));
  },
};

/** The end of a sentence that begins with the document, "holds more than …"; null: within the limits. */
export function sizeFault<Value>(document: Value, reader: Reader<Value>, limits: SizeLimits): string | null {
  let seen = 0;
  const left: { readonly value: Value; readonly depth: number }[] = [{ value: document, depth: 0 }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next;
    const length = reader.length(value);
    if (length === 0) continue;
    if (depth >= limits.depth) return `is nested deeper than ${limits.depth} levels`;
    const isObject = reader.isObject(value);
    if (isObject && length > limits.keysOfObject) return `has an object with more than ${limits.keysOfObject} keys`;
    if (!isObject && length > limits.entriesOfList) return `has a list with more than ${limits.entriesOfList} entries`;
    seen += length;
    if (seen > limits.values) return `holds more than ${limits.values} values`;
    for (const { key, value: entry } of reader.entries(value)) {
      if (key !== null && limits.forbiddenKeys?.has(key))
        return `uses the key "${key}", a name that no document may use`;
      left.push({ value: entry, depth: depth + 1 });
    }
  }
  return null;
}
