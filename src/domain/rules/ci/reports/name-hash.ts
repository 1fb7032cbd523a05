/**
 * Names of tests as numbers of 48 bits, for reports with more tests than their names may cost. Two of a million names
 * meet with odds of about 1 in 600; then one test of many is not counted. It protects nothing.
 */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map([...DIGITS].map((digit, value) => [digit.charCodeAt(0), value]));
/** Letters of one packed hash. */
export const PACKED_LENGTH = 8;

/** The same for the same text on every machine. */
export function nameHash(text: string): number {
  let first = 0x2545f491;
  let second = 0x7f4a7c15;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, 0x9e3779b1);
    first ^= first >>> 15;
    second = Math.imul(second ^ unit, 0x85ebca6b);
    second ^= second >>> 13;
  }
  first = mixed(first ^ text.length);
  second = mixed(second ^ first);
  return (first & 0xffff) * 0x1_0000_0000 + (second >>> 0);
}

/** Every bit of the input reaches every bit of the answer. */
function mixed(lane: number): number {
  let value = lane;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

export function packed(hashes: readonly number[]): string {
  const parts: string[] = [];
  for (const hash of hashes) {
    let rest = hash;
    let text = '';
    for (let i = 0; i < PACKED_LENGTH; i += 1) {
      text += DIGITS[rest % 64]!;
      rest = Math.floor(rest / 64);
    }
    parts.push(text);
  }
  return parts.join('');
}

/** null: the text is none that `packed` wrote. */
export function unpacked(text: string): number[] | null {
  if (text === '' || text.length % PACKED_LENGTH !== 0) return null;
  const hashes: number[] = [];
  for (let at = 0; at < text.length; at += PACKED_LENGTH) {
    let hash = 0;
    for (let i = PACKED_LENGTH - 1; i >= 0; i -= 1) {
      const value = VALUES.get(text.charCodeAt(at + i));
      if (value === undefined) return null;
      hash = hash * 64 + value;
    }
    hashes.push(hash);
  }
  return hashes;
}

/** A set of hashes at 16 to 32 bytes each. */
export class HashSet {
  private slots = new Float64Array(1_024).fill(-1);
  private count = 0;

  /** Answers whether it was new. */
  add(hash: number): boolean {
    if ((this.count + 1) * 2 > this.slots.length) this.grow();
    const at = slotOf(this.slots, hash);
    if (this.slots[at] === hash) return false;
    this.slots[at] = hash;
    this.count += 1;
    return true;
  }

  private grow(): void {
    const larger = new Float64Array(this.slots.length * 2).fill(-1);
    for (const hash of this.slots) if (hash >= 0) larger[slotOf(larger, hash)] = hash;
    this.slots = larger;
  }
}

/** The slot of the hash, or the empty slot where it belongs. */
function slotOf(slots: Float64Array, hash: number): number {
  let at = hash % slots.length;
  while (slots[at] !== -1 && slots[at] !== hash) at = (at + 1) % slots.length;
  return at;
}
