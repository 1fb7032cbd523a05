/**
 * Tests that passed and of which there is nothing else to say, reported together by one entry of a report (V5): so a
 * report of any length fits a request. The worker writes such entries (see condense-junit.ts and condense-ctrf.ts);
 * they prove as much as the same tests written one by one.
 */
import { packed, PACKED_LENGTH, unpacked } from './name-hash.js';

/** In JUnit an attribute of a test case, in CTRF a key in a test's "extra". */
export const TOGETHER = 'autopack-passed';

export interface PassedTogether {
  /** Hashes of the ids that the tests have in the whole report, in its order; empty: there are too many to list. */
  readonly hashes: readonly number[];
  /** How many they are. */
  readonly count: number;
}

const COUNT = /^=[1-9]\d{0,8}$/;

export const togetherText = ({ hashes, count }: PassedTogether): string =>
  hashes.length === count ? packed(hashes) : `=${count}`;

/** null: it says nothing that can be read. */
export function togetherIn(text: string): PassedTogether | null {
  if (COUNT.test(text)) return { hashes: [], count: Number(text.slice(1)) };
  const hashes = unpacked(text);
  return hashes && { hashes, count: hashes.length };
}

/** The number alone, without unpacking; 1: it is no such entry. */
export function weightOf(text: string | null): number {
  if (text === null) return 1;
  return COUNT.test(text) ? Number(text.slice(1)) : Math.max(1, Math.floor(text.length / PACKED_LENGTH));
}
