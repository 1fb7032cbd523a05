import type { PhaseState, RunState } from '../api/operations/runs.generated.js';
import styles from './state-word.module.css';
import { PHASE_STATES, RUN_STATES, type StateLook, TIER_STATES, type TierState } from './states.js';

/** A word with its sign and colour. `title`: the name that the API has for it. */
export const Badge = ({ look, title }: { readonly look: StateLook; readonly title?: string }) => (
  <span className={styles.badge} data-tone={look.tone} title={title}>
    <span aria-hidden="true">{look.sign}</span>
    {look.word}
  </span>
);

export const RunStateWord = ({ state }: { readonly state: RunState }) => (
  <Badge look={RUN_STATES[state]} title={state} />
);

export const PhaseStateWord = ({ state }: { readonly state: PhaseState }) => (
  <Badge look={PHASE_STATES[state]} title={state} />
);

export const TierStateWord = ({ state }: { readonly state: TierState }) => (
  <Badge look={TIER_STATES[state]} title={state} />
);
