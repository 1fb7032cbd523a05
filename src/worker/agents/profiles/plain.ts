/** Output without a form: nothing is read from it but its last line, as a note, and its end, as its words. Tokens are unknown. */
import { noTokens } from '../contract/agent.js';
import { noteOf, type OutputProfile, READ_LENGTH, wordsOf } from './output-profile.js';

export function plainProfile(): OutputProfile {
  let tail = '';
  return {
    read: (text) => {
      tail = (tail + text).slice(-READ_LENGTH);
    },
    seen: () => ({
      tokens: noTokens,
      finished: false,
      fault: null,
      unfinished: null,
      lastWords: wordsOf(tail),
      worked: tail.trim() !== '',
      note: noteOf(tail.trimEnd().split('\n').at(-1)),
      unreadableLines: 0,
      stray: '',
    }),
  };
}
