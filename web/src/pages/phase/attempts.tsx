import { Link } from 'wouter';

import type { PhaseAttemptFragment } from '../../api/operations/phase.generated.js';
import { inFull } from '../../parts/format.js';
import { FrameRows } from '../../parts/rows.js';
import { Badge } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { Lasting } from '../../parts/time.js';
import { outcomeOf, ROLES } from './attempt-words.js';
import type { PhaseData } from './page.js';
import styles from './phase.module.css';
import { attemptSearch, PHASE_PARTS, type PhasePart, phaseSearch, type Selection } from './selection.js';

/** More are in a list that displays those in view. */
const MOST = 40;
const ATTEMPT_PX = 90;

export const PHASE_PART_WORDS: Readonly<Record<PhasePart, string>> = {
  request: 'Request',
  strategy: 'Strategy',
  issues: 'Issues',
  budgets: 'Budgets',
};

interface AttemptsParts {
  readonly phase: PhaseData;
  readonly selection: Selection;
}

/** Every attempt, newest first, and what belongs to no attempt. */
export function Attempts({ phase, selection }: AttemptsParts) {
  const { attempts } = phase;
  const chosen = selection.kind === 'attempt' ? selection.attempt : null;
  const newest = attempts.toReversed();
  const link = (attempt: PhaseAttemptFragment) => (
    <AttemptLink attempt={attempt} attempts={attempts} isChosen={attempt.number === chosen} />
  );
  return (
    <div className={styles.side}>
      <nav aria-label="Attempts" className={styles.block}>
        <h2>Attempts</h2>
        {attempts.length === 0 ? <p className="soft">None yet.</p> : null}
        {newest.length <= MOST ? (
          <ol className={styles.attempts}>
            {newest.map((attempt) => (
              <li key={attempt.id}>{link(attempt)}</li>
            ))}
          </ol>
        ) : (
          <FrameRows
            label="Attempts"
            count={newest.length}
            estimate={ATTEMPT_PX}
            keyOf={(index) => newest[index]!.number}
            index={chosen === null ? undefined : newest.findIndex(({ number }) => number === chosen)}
            row={(index) => link(newest[index]!)}
          />
        )}
      </nav>
      <nav aria-label="The phase" className={styles.block}>
        <h2>The phase</h2>
        <ul className={styles.parts}>
          {PHASE_PARTS.map((part) => (
            <li key={part}>
              <Link
                href={phaseSearch(part)}
                className={styles.part}
                aria-current={selection.kind === 'phase' && selection.part === part ? 'page' : undefined}
              >
                {PHASE_PART_WORDS[part]}
                {part === 'issues' && phase.issues.length > 0 ? (
                  <span className="soft small"> {inFull(phase.issues.length)}</span>
                ) : null}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

interface LinkParts {
  readonly attempt: PhaseAttemptFragment;
  readonly attempts: readonly PhaseAttemptFragment[];
  readonly isChosen: boolean;
}

function AttemptLink({ attempt, attempts, isChosen }: LinkParts) {
  const { look, why } = outcomeOf(attempt, attempts);
  return (
    <Link
      href={attemptSearch(attempt.number, 'summary')}
      className={styles.attempt}
      aria-current={isChosen ? 'page' : undefined}
    >
      <span className={styles.attemptHead}>
        <strong>
          {attempt.number} · {ROLES[attempt.role]}
        </strong>
        <Badge look={look} />
      </span>
      <span className={styles.attemptFacts}>
        <Text>{attempt.workerId}</Text> · <Lasting from={attempt.startedAt} to={attempt.endedAt} />
        {attempt.role === 'CI' ? null : <> · {inFull(attempt.tokensUsed)} tokens</>}
      </span>
      {why === '' ? null : (
        <span className={styles.attemptWhy}>
          <Text>{why.slice(0, 300)}</Text>
        </span>
      )}
    </Link>
  );
}
