/**
 * How much a JSON text holds, counted in the text itself: an object of many different keys takes the parser far longer
 * than a text of that length should. One pass, no recursion; what is no JSON is left to the parser, which says where.
 */
import type { SizeLimits } from './json-size.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_LIST = 0x5d;

/** The end of a sentence that begins with the document; null: within the limits. */
export function jsonTextFault(text: string, limits: Omit<SizeLimits, 'forbiddenKeys'>): string | null {
  const counts: number[] = [];
  const most: number[] = [];
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfText(text, at + 1);
        break;
      case OPEN_OBJECT:
      case OPEN_LIST:
        if (counts.length >= limits.depth) return `is nested deeper than ${limits.depth} levels`;
        counts.push(1);
        most.push(text.charCodeAt(at) === OPEN_OBJECT ? limits.keysOfObject : limits.entriesOfList);
        values += 1;
        break;
      case COMMA: {
        const last = counts.length - 1;
        if (last < 0) return null;
        const count = (counts[last]! += 1);
        values += 1;
        if (count > most[last]!) {
          return most[last] === limits.keysOfObject
            ? `has an object with more than ${limits.keysOfObject} keys`
            : `has a list with more than ${limits.entriesOfList} entries`;
        }
        if (values > limits.values) return `holds more than ${limits.values} values`;
        break;
      }
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        counts.pop();
        most.pop();
        break;
    }
  }
  return null;
}

function endOfText(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}
