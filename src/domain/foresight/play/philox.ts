/**
 * The generator of a simulation: Philox 4x32 with 10 rounds (Salmon and others, "Parallel random numbers: as easy as
 * 1, 2, 3", 2011). It has no state: a number is a function of a key and a counter. So every play, phase and attempt has
 * a stream of its own, whatever the order in which numbers are drawn and the thread that draws them.
 */
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const ROUNDS = 10;

export type Counter = readonly [number, number, number, number];
export type Key = readonly [number, number];

/** Four words of 32 bits. */
export function philox4x32(counter: Counter, key: Key): [number, number, number, number] {
  let [c0, c1, c2, c3]: [number, number, number, number] = [...counter];
  let [k0, k1]: [number, number] = [...key];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [hi0, lo0, hi1, lo1] = [high(M0, c0), Math.imul(M0, c0), high(M1, c2), Math.imul(M1, c2)];
    c0 = hi1 ^ c1 ^ k0;
    c1 = lo1;
    c2 = hi0 ^ c3 ^ k1;
    c3 = lo0;
    k0 = (k0 + W0) | 0;
    k1 = (k1 + W1) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** A number of at least 0 and below 1, of 53 bits. */
export function uniform(counter: Counter, key: Key): number {
  const [a, b] = philox4x32(counter, key);
  return ((a >>> 5) * 67_108_864 + (b >>> 6)) / 9_007_199_254_740_992;
}

/** The upper 32 bits of the product of two words. */
function high(a: number, b: number): number {
  const [a0, a1] = [a & 0xffff, a >>> 16];
  const [b0, b1] = [b & 0xffff, b >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  return (a1 * b1 + Math.floor(middle / 65_536) + Math.floor(((middle % 65_536) + a0 * b1) / 65_536)) | 0;
}
