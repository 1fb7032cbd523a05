/** A run that is proposed on a forge, in words: the change there, its checks and what they amount to. */
import type { PromotionPageQuery } from '../../api/operations/promotion.generated.js';
import type { StateLook } from '../../parts/states.js';

type Run = NonNullable<PromotionPageQuery['run']>;
export type Change = NonNullable<Run['promotion']['change']>;
export type Check = Run['promotion']['checks'][number];
type Verdict = NonNullable<Run['promotion']['checksVerdict']>;

/** What the forge calls it. */
export const changeName = (forge: Change['forge']): string => (forge === 'GITLAB' ? 'merge request' : 'pull request');

/** “#12”, on GitLab “!12”; null: it is not open yet. */
export const changeNumber = ({ forge, number }: Pick<Change, 'forge' | 'number'>): string | null =>
  number === null ? null : `${forge === 'GITLAB' ? '!' : '#'}${number}`;

export const CHANGE_LOOKS: Readonly<Record<Change['state'], StateLook>> = {
  REQUESTED: { sign: '◔', tone: 'busy', word: 'About to be opened' },
  OPEN: { sign: '▶', tone: 'busy', word: 'Open' },
  MERGED: { sign: '✓', tone: 'good', word: 'Merged' },
  CLOSED: { sign: '⊘', tone: 'idle', word: 'Closed without a merge' },
  GIVEN_UP: { sign: '✕', tone: 'bad', word: 'Given up' },
};

export const CHECK_LOOKS: Readonly<Record<Check['state'], StateLook>> = {
  FAILURE: { sign: '✕', tone: 'bad', word: 'Failed' },
  PENDING: { sign: '◔', tone: 'busy', word: 'Not ended' },
  SUCCESS: { sign: '✓', tone: 'good', word: 'Passed' },
  NEUTRAL: { sign: '–', tone: 'idle', word: 'Says nothing' },
};

interface VerdictWords {
  readonly look: StateLook;
  readonly sentence: string;
}

/** MISSING is no good news: nothing failed because nothing was tested. */
export const VERDICTS: Readonly<Record<Verdict, VerdictWords>> = {
  GREEN: {
    look: { sign: '✓', tone: 'good', word: 'Green' },
    sentence: 'All checks have ended, and none failed.',
  },
  RED: { look: { sign: '✕', tone: 'bad', word: 'Red' }, sentence: 'At least one check failed.' },
  PENDING: {
    look: { sign: '◔', tone: 'busy', word: 'Pending' },
    sentence: 'Checks have not ended, or may still begin.',
  },
  MISSING: {
    look: { sign: '!', tone: 'warn', word: 'Not tested' },
    sentence: 'No check has ended well for half an hour, or not all were read: nobody is known to have tested it.',
  },
};

const ORDER: readonly Check['state'][] = ['FAILURE', 'PENDING', 'SUCCESS', 'NEUTRAL'];

/** Those that failed first; within a state as the forge lists them. */
export const inOrder = (checks: readonly Check[]): Check[] =>
  [...checks].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));

/** The word of the button that proposes the run; null: it cannot be proposed now. */
export function proposalWord({ isTerminal, headCommit, baseCommit, project, promotion }: Run): string | null {
  const forge = project.remote?.forge;
  if (!forge || !isTerminal || headCommit === null || headCommit === baseCommit || promotion.promotedAt) return null;
  const name = changeName(forge);
  switch (promotion.change?.state) {
    case undefined:
      return `Open a ${name}`;
    case 'CLOSED':
      return `Open another ${name}`;
    case 'GIVEN_UP':
      return `Try to open the ${name} again`;
    default:
      return null;
  }
}
