/** Events of a run in words, and groups of their kinds for a filter. */
import type { RunEventType } from '../../api/operations/run.generated.js';
import { PHASE_STATES, RUN_STATES, type StateLook, TIER_STATES } from '../../parts/states.js';

export interface EventFacts {
  readonly type: RunEventType;
  readonly subject: string;
  readonly fromState: string | null;
  readonly toState: string | null;
}

export interface EventGroup {
  readonly key: string;
  readonly word: string;
  readonly types: readonly RunEventType[];
}

export const EVENT_GROUPS: readonly EventGroup[] = [
  { key: 'run', word: 'the run', types: ['RUN_STATE_CHANGED', 'RUN_RELEASED', 'BASE_CHECKED'] },
  { key: 'tiers', word: 'tiers', types: ['TIER_STATE_CHANGED', 'PLAN_TIER_ADDED'] },
  { key: 'phases', word: 'phases', types: ['PHASE_STATE_CHANGED', 'PLAN_PHASE_ADDED'] },
  { key: 'work', word: 'workers', types: ['WORK_CLAIMED', 'WORK_ENDED', 'AUDIT_REQUESTED'] },
  { key: 'tokens', word: 'tokens', types: ['TOKENS_ADDED'] },
  { key: 'issues', word: 'issues', types: ['ISSUES_RECORDED'] },
  { key: 'refs', word: 'git refs', types: ['REFS_INTENDED', 'REFS_SETTLED'] },
];

const WORDS: Readonly<Record<RunEventType, string>> = {
  AUDIT_REQUESTED: 'an audit was requested',
  BASE_CHECKED: 'CI judged the base commit',
  ISSUES_RECORDED: 'issues were recorded',
  PHASE_STATE_CHANGED: 'moved',
  PLAN_PHASE_ADDED: 'was added to the plan',
  PLAN_TIER_ADDED: 'was added to the plan',
  REFS_INTENDED: 'git refs are about to move',
  REFS_SETTLED: 'git refs have moved',
  RUN_RELEASED: 'begins, because the run before it succeeded',
  RUN_STATE_CHANGED: 'moved',
  TIER_STATE_CHANGED: 'moved',
  TOKENS_ADDED: 'tokens were charged',
  WORK_CLAIMED: 'a worker took it',
  WORK_ENDED: 'a worker ended its work',
};

const LOOKS: Readonly<Record<string, Readonly<Record<string, StateLook>>>> = {
  run: RUN_STATES,
  tier: TIER_STATES,
  phase: PHASE_STATES,
};

export interface EventWords {
  /** “Phase”, “Tier” or “Run”. */
  readonly kind: string;
  /** Id of the phase or tier; '' of the run. */
  readonly id: string;
  readonly from: StateLook | null;
  readonly to: StateLook | null;
  /** What happened, where no state follows. */
  readonly text: string;
}

const NAMES: Readonly<Record<string, string>> = { run: 'Run', tier: 'Tier', phase: 'Phase' };

export function wordsOf({ type, subject, fromState, toState }: EventFacts): EventWords {
  const slash = subject.indexOf('/');
  const kind = slash < 0 ? subject : subject.slice(0, slash);
  const look = (state: string | null): StateLook | null =>
    state === null ? null : (LOOKS[kind]?.[state] ?? { word: state, sign: '·', tone: 'idle' });
  return {
    kind: NAMES[kind] ?? kind,
    id: slash < 0 ? '' : subject.slice(slash + 1),
    from: look(fromState),
    to: look(toState),
    text: WORDS[type] ?? type,
  };
}
