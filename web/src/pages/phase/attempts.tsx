import { useEffect, useRef } from 'react';
import { Link } from 'wouter';

import type { PhaseAttemptFragment } from '../../api/operations/phase.generated.js';
import { inFull } from '../../parts/format.js';
import { FrameRows } from '../../parts/rows.js';
import { Badge } from '../../parts/state-word.js';
import { ROLES } from '../../parts/states.js';
import { TabLinks } from '../../parts/tabs.js';
import { Text } from '../../parts/text.js';
import { Lasting } from '../../parts/time.js';
import { attemptLink, phaseLink } from '../links.js';
import { outcomeOf } from './attempt-words.js';
import type { PhaseData } from './page.js';
import styles from './phase.module.css';
import { PHASE_PARTS, type PhasePart, type Selection } from './selection.js';

/** More are in a list that displays those in view. */
const MOST = 40;
const ATTEMPT_PX = 90;

const PHASE_PART_WORDS: Readonly<Record<PhasePart, string>> = {
  request: 'Request',
  strategy: 'Strategy',
  issues: 'Issues',
  budgets: 'Budgets',
};

interface AttemptsParts {
  readonly phase: PhaseData;
  /** Number of the attempt that is displayed. */
  readonly chosen: number;
}

/** Every attempt, newest first. */
export function Attempts({ phase, chosen }: AttemptsParts) {
  const { attempts } = phase;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const [frame, link] = [list.current, list.current?.querySelector<HTMLElement>('[aria-current]')];
    if (!frame || !link) return;
    const [top, bottom] = [link.offsetTop - frame.offsetTop, link.offsetTop - frame.offsetTop + link.offsetHeight];
    if (top < frame.scrollTop || bottom > frame.scrollTop + frame.clientHeight) frame.scrollTop = top;
  }, [chosen]);
  const newest = attempts.toReversed();
  const link = (attempt: PhaseAttemptFragment) => (
    <AttemptLink attempt={attempt} attempts={attempts} isChosen={attempt.number === chosen} />
  );
  return (
    <nav aria-label="Attempts" className={styles.side}>
      {newest.length <= MOST ? (
        <ol className={styles.attempts} ref={list}>
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
          index={newest.findIndex(({ number }) => number === chosen)}
          row={(index) => link(newest[index]!)}
        />
      )}
    </nav>
  );
}

/** What one can look at: the attempts, and what belongs to none of them. */
export function PhaseTabs({ phase, selection }: { readonly phase: PhaseData; readonly selection: Selection }) {
  const { runId, phaseId, attempts, issues } = phase;
  const at = phaseLink(runId, phaseId);
  return (
    <TabLinks
      label="The phase"
      tabs={[
        ...(attempts.length === 0
          ? []
          : [
              {
                id: 'attempts',
                word: 'Attempts',
                href: at,
                isCurrent: selection.kind === 'attempt',
                count: attempts.length,
              },
            ]),
        ...PHASE_PARTS.map((part) => ({
          id: part,
          word: PHASE_PART_WORDS[part],
          href: `${at}?part=${part}`,
          isCurrent: selection.kind === 'phase' && selection.part === part,
          count: part === 'issues' ? issues.length : 0,
        })),
      ]}
    />
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
      href={attemptLink(attempt.runId, attempt.phaseId, attempt.number)}
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
