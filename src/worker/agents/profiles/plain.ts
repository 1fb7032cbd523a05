/** Output without a form: nothing is read from it but its last line, as a note, and its end, as its words. Tokens are unknown. */
import { noTokens } from '../agent.js';
import { noteOf, wordsOf, type OutputProfile } from './output-profile.js';

const KEPT = 4_000;

export function plainProfile(): OutputProfile {
  let tail = '';
  let cut = false;
  return {
    read: (text) => {
      tail += text;
      if (tail.length > KEPT) cut = true;
      tail = tail.slice(-KEPT);
    },
    seen: () => ({
      tokens: noTokens,
      finished: false,
      fault: null,
      unfinished: null,
      lastWords: wordsOf(cut ? wholeLines(tail) : tail),
      worked: tail.trim() !== '',
      note: noteOf(tail.trimEnd().split('\n').at(-1)),
      unreadableLines: 0,
    }),
  };
}

/** Without the half line at its begin, if there is another. */
function wholeLines(text: string): string {
  const end = text.indexOf('\n');
  return end >= 0 && end < text.trimEnd().length ? text.slice(end + 1) : text;
}
