/** Author and subjects of the commits of a run (G9). */
import { nearestWord } from './nearest-word.js';

export const AUTHOR_MAX_LENGTH = 200;
export const SUBJECT_MAX_LENGTH = 200;
/** The placeholder of a value in a subject. */
export const SUBJECT_WORDS = ['phase.name', 'phase.id', 'tier.id', 'run.id', 'project.id', 'attempt'] as const;
export type SubjectWord = (typeof SUBJECT_WORDS)[number];
export const DEFAULT_SUBJECT = '{phase.name}';

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** As a strategy keeps it; null: the Supervisor's own. */
export interface CommitPolicy {
  readonly author: string | null;
  readonly subject: string;
}

const AUTHOR = /^([^<>]*[\p{L}\p{N}][^<>]*) <([^<>\s]+@[^<>\s]+)>$/u;
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const PLACE = /\{([^{}]*)\}/g;

/** Why a text names no author, as the end of a sentence; null if it does. */
export function authorFault(text: string): string | null {
  const fault = lineFault(text, AUTHOR_MAX_LENGTH);
  if (fault !== null) return fault;
  return AUTHOR.test(text) ? null : 'must be a name and an address, as in "Build Bot <bot@example.org>"';
}

/** Why a text is no template of a subject, as the end of a sentence; null if it is. */
export function subjectFault(text: string): string | null {
  const fault = lineFault(text, SUBJECT_MAX_LENGTH);
  if (fault !== null) return fault;
  for (const [, word = ''] of text.matchAll(PLACE)) {
    if ((SUBJECT_WORDS as readonly string[]).includes(word)) continue;
    const meant = nearestWord(word, SUBJECT_WORDS);
    const known = SUBJECT_WORDS.map((each) => `{${each}}`).join(', ');
    return `must not contain "{${word}}"${meant === null ? '' : `; was {${meant}} meant?`}; known are ${known}`;
  }
  return /[{}]/.test(text.replace(PLACE, '')) ? 'has a "{" or "}" without its other half' : null;
}

/** The person that a text names which has no fault. */
export function personOf(author: string): Person {
  const [, name = '', email = ''] = AUTHOR.exec(author) ?? [];
  return { name: name.trim(), email };
}

export const subjectOf = (template: string, values: Readonly<Record<SubjectWord, string>>): string =>
  template.replace(PLACE, (whole, word: string) => values[word as SubjectWord] ?? whole);

function lineFault(text: string, mostLength: number): string | null {
  if (text.trim() === '') return 'must not be empty';
  if (!text.isWellFormed() || CONTROL.test(text)) return 'must be one line without control characters';
  if (text !== text.trim()) return 'must not begin or end with a blank';
  return text.length > mostLength ? `must have at most ${mostLength} characters` : null;
}
