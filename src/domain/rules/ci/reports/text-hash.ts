/**
 * A short name for a long text: FNV-1a over its UTF-16 units in two lanes. It distinguishes texts; it protects nothing.
 */
const PRIME = 0x01000193;

/** 16 hexadecimal digits, the same for the same text on every machine. */
export function textHash(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x9dc5811c;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ (unit & 0xff), PRIME);
    first = Math.imul(first ^ (unit >>> 8), PRIME);
    second = Math.imul(second ^ unit ^ (second >>> 15), PRIME);
  }
  return hex(first) + hex(second);
}

const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0');
