import { memo } from 'react';
import { Link } from 'wouter';

import type { PhaseState } from '../../api/operations/runs.generated.js';
import { asDuration, asPercent, counted, inFull, inShort } from '../../parts/format.js';
import { ReasonLine, Reasons } from '../../parts/reasons.js';
import { RunStateWord } from '../../parts/state-word.js';
import { PHASE_STATES } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { Lasting, When } from '../../parts/time.js';
import { runLink } from '../links.js';
import styles from './run-row.module.css';
import type { Row } from './use-run-list.js';

/** Order of the parts of the bar. */
const PARTS: readonly PhaseState[] = ['COMPLETE', 'FAILED', 'CI_RUNNING', 'GATE', 'EXECUTING', 'QUEUED', 'SKIPPED'];

/** One run: what it is, how far it is, and why it does not move. */
export const RunRow = memo(({ run }: { readonly run: Row }) => (
  <article className={styles.row} data-run={run.runId} data-ended={run.isTerminal}>
    <div className={styles.state}>
      <RunStateWord state={run.state} />
    </div>
    <div className={styles.name}>
      <Link href={runLink(run.runId)} data-row-link="">
        <Text>{run.runId}</Text>
      </Link>
      <span className="soft small">
        {' '}
        in <Text>{run.projectId}</Text>
      </span>
      {run.title === null ? null : (
        <p className={styles.title}>
          <Text>{run.title}</Text>
        </p>
      )}
    </div>
    <Phases counts={run.phaseCounts} />
    <Tokens run={run} />
    <div className={`${styles.time} small soft`}>
      <Times run={run} />
    </div>
    <div className={styles.why}>
      <Why run={run} />
    </div>
  </article>
));

function Phases({ counts }: { readonly counts: Row['phaseCounts'] }) {
  const byState = new Map(counts.map(({ state, count }) => [state, count]));
  const all = counts.reduce((total, { count }) => total + count, 0);
  const present = PARTS.filter((state) => (byState.get(state) ?? 0) > 0);
  const failed = byState.get('FAILED') ?? 0;
  const inWords = present.map((state) => `${PHASE_STATES[state].word} ${byState.get(state)}`).join(', ');
  return (
    <div className={styles.measure} title={inWords}>
      <span>
        {inFull(byState.get('COMPLETE') ?? 0)} of {counted(all, 'phase')}
        {failed > 0 ? `, ${inFull(failed)} failed` : ''}
      </span>
      <span className={styles.bar} aria-hidden="true">
        {present.map((state) => (
          <span key={state} data-phase={state} style={{ flexGrow: byState.get(state) }} />
        ))}
      </span>
    </div>
  );
}

function Tokens({ run: { tokensUsed, tokenCap, tokenUtilisation } }: { readonly run: Row }) {
  return (
    <div className={styles.measure} title={`${inFull(tokensUsed)} of ${inFull(tokenCap)} tokens`}>
      <span>
        {inShort(tokensUsed)} of {inShort(tokenCap)} tokens, {asPercent(tokenUtilisation)}
      </span>
      <span className={styles.bar} aria-hidden="true">
        <span
          data-tokens={tokenUtilisation >= 0.8 ? 'near' : 'far'}
          style={{ flexBasis: `${Math.min(1, tokenUtilisation) * 100}%` }}
        />
      </span>
    </div>
  );
}

function Times({ run: { startedAt, completedAt, createdAt, durationSeconds } }: { readonly run: Row }) {
  if (startedAt === null)
    return (
      <>
        created <When at={createdAt} />
      </>
    );
  if (completedAt === null)
    return (
      <>
        for <Lasting from={startedAt} to={null} />
      </>
    );
  return (
    <>
      ended <When at={completedAt} />
      {durationSeconds === null ? null : `, took ${asDuration(durationSeconds)}`}
    </>
  );
}

/** The first that holds: what it needs, why it failed, what it waits for. */
function Why({
  run: { runId, isTerminal, attention, waitingFor, failureReason, nextDeadline },
}: {
  readonly run: Row;
}) {
  if (isTerminal)
    return failureReason === null ? null : (
      <p className="beginning">
        <Text>{failureReason}</Text>
      </p>
    );
  return (
    <>
      {attention.length > 0 ? (
        <Reasons reasons={attention} label={`What ${runId} needs`} isShort />
      ) : waitingFor === null ? null : (
        <ReasonLine reason={waitingFor} isShort />
      )}
      {nextDeadline === null ? null : (
        <p className="soft small" title={nextDeadline.at}>
          Next <When at={nextDeadline.at} />: <Text>{nextDeadline.message}</Text>
        </p>
      )}
    </>
  );
}
