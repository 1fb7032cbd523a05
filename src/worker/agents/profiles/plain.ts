/** Output without a form: nothing is read from it but the last line, as a note. Tokens are unknown. */
import { noTokens } from '../agent.js';
import { closingOf, noteOf, type OutputProfile } from './output-profile.js';

const KEPT = 4_000;

export function plainProfile(): OutputProfile {
  let tail = '';
  return {
    read: (text) => {
      tail = (tail + text).slice(-KEPT);
    },
    seen: () => ({
      tokens: noTokens,
      finished: false,
      fault: null,
      note: noteOf(tail.trimEnd().split('\n').at(-1)),
      closing: closingOf(tail),
      unreadableLines: 0,
    }),
  };
}
