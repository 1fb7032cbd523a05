/**
 * Letters of other scripts that look like letters of ASCII. An author who writes a key or an id with one of them does
 * not see it.
 */
import { asSeen } from './input-text.js';

const LOOK_ALIKES: readonly (readonly [strange: string, plain: string])[] = [
  // Cyrillic.
  ['АВЕЅІЈКМНОРСТУХԌԚԜҮ', 'ABESIJKMHOPCTYXGQWY'],
  ['асеоруxѕіјһԁԛԝӏгѵ', 'aceopyxsijhdqwlrv'],
  // Greek.
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['αοικνρτυχ', 'aoiknptux'],
  // Latin letters of their own.
  ['ıɑɡⅼօ', 'iagio'],
];
const PLAIN = new Map(
  LOOK_ALIKES.flatMap(([strange, plain]) => [...strange].map((letter, i) => [letter, [...plain][i]!] as const)),
);

/**
 * The text as it looks, with plain letters for those that look like them. For comparing only: words of other languages
 * change.
 */
export function lettersAsSeen(text: string): string {
  if (/^[\t -~]*$/.test(text)) return text;
  return asSeen(text).replace(/[^\t -~]/gu, (letter) => PLAIN.get(letter) ?? letter);
}
