import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';

import { type RunHeadQuery, RunStrategy } from '../../api/operations/run.generated.js';
import { useData } from '../../api/use-data.js';
import { useServerNow } from '../../live/clock.js';
import { asInstant, asPercent, counted, inFull, inShort, inside } from '../../parts/format.js';
import { Markdown } from '../../parts/markdown.js';
import { Meter, NEAR, shareOf } from '../../parts/meter.js';
import { ReasonLine, Reasons } from '../../parts/reasons.js';
import { RunStateWord } from '../../parts/state-word.js';
import { PHASE_STATES } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { Lasting, When } from '../../parts/time.js';
import { phaseLink, projectLink, promotionLink, runLink } from '../links.js';
import { DeadlineLine } from './deadline.js';
import styles from './head.module.css';

export type Run = NonNullable<RunHeadQuery['run']>;

const MINUTE_MS = 60_000;

/** What one wants to know first: how it is, why, what it needs, and what ends it. */
export function Head({ run }: { readonly run: Run }) {
  return (
    <div className={styles.head}>
      <Status run={run} />
      <Facts run={run} />
    </div>
  );
}

function Status({ run }: { readonly run: Run }) {
  const { state, isTerminal, attention, waitingFor, nextDeadline, failure, failureReason } = run;
  const isExplained = attention.some(
    ({ code, changesAt }) => code === waitingFor?.code || (changesAt !== null && changesAt === waitingFor?.changesAt),
  );
  return (
    <section className={styles.status} aria-label="State of the run">
      <p className={styles.state}>
        <RunStateWord state={state} />
        {run.completedAt ? (
          <span className="soft">
            ended <When at={run.completedAt} />
          </span>
        ) : null}
        {run.promotion.promotedAt ? (
          <span className="soft">
            · promoted to <Text>{run.promotion.promotedTo ?? 'the target branch'}</Text>{' '}
            <When at={run.promotion.promotedAt} />
          </span>
        ) : null}
      </p>
      {failureReason === null ? null : (
        <div className={styles.reason} tabIndex={0} role="group" aria-label="Why it ended">
          <Text>{failureReason}</Text>
        </div>
      )}
      {failure && failure.reasons.length > 0 ? (
        <details>
          <summary>{counted(failure.reasons.length, 'reason')} in the server’s words</summary>
          <Reasons reasons={failure.reasons} label="Why it failed" />
        </details>
      ) : null}
      {failure?.phaseId ? (
        <p>
          It failed in phase{' '}
          <Link href={phaseLink(run.runId, failure.phaseId)}>
            <Text>{failure.phaseId}</Text>
          </Link>
          .
        </p>
      ) : null}
      <div className={styles.now} data-room={!isTerminal}>
        {attention.length > 0 ? (
          <div className={styles.needs}>
            <h2>
              <span aria-hidden="true">! </span>What it needs
            </h2>
            <Reasons reasons={attention} label="What it needs" />
          </div>
        ) : null}
        {waitingFor && !isExplained ? (
          <p>
            <strong>{isTerminal ? 'State' : 'Now'}:</strong> <ReasonLine reason={waitingFor} />
          </p>
        ) : null}
        {nextDeadline ? <DeadlineLine deadline={nextDeadline} /> : null}
      </div>
      {run.introduction ? <Introduction text={run.introduction} /> : null}
      {run.promotionEligibleToMain && run.promotion.promotedAt === null ? (
        <p>
          Its result may be promoted: <Link href={promotionLink(run.runId)}>look at the promotion</Link>.
        </p>
      ) : null}
    </section>
  );
}

function Introduction({ text }: { readonly text: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>What the plan says to every worker</summary>
      {isOpen ? <Markdown text={text} /> : null}
    </details>
  );
}

function Facts({ run }: { readonly run: Run }) {
  const strategy = useData(['strategy', run.runId], RunStrategy, { runId: run.runId }).data?.strategy;
  const phases = run.phaseCounts.reduce((total, { count }) => total + count, 0);
  return (
    <dl className={styles.facts}>
      <Budget
        label="Tokens"
        used={run.tokensUsed}
        cap={run.tokenCap}
        words={`${inShort(run.tokensUsed)} of ${inShort(run.tokenCap)}`}
      />
      <Minutes run={run} />
      <Fact label={counted(phases, 'phase')} isWide>
        {run.phaseCounts.length === 0
          ? 'none yet'
          : run.phaseCounts.map(({ state, count }, index) => (
              <span key={state}>
                {index > 0 ? ' · ' : ''}
                <span aria-hidden="true">{PHASE_STATES[state].sign} </span>
                {inFull(count)} {inside(PHASE_STATES[state].word)}
              </span>
            ))}
      </Fact>
      <Fact label="Project">
        <Link href={projectLink(run.projectId)}>
          <Text>{run.project.name || run.projectId}</Text>
        </Link>
        {run.project.dispatching ? null : <strong> · dispatch stopped</strong>}
      </Fact>
      <Fact label="Strategy">
        {run.safetyProfile === 'SAFETY_CRITICAL' ? 'safety-critical' : 'normal'} profile
        {strategy ? (
          <span className="soft">
            {' '}
            · {strategy.rulesetVersion === null ? 'no ruleset' : `ruleset ${strategy.rulesetVersion}`}
          </span>
        ) : null}
      </Fact>
      <Fact label={run.startedAt === null ? 'Time' : run.completedAt === null ? 'Running for' : 'Took'}>
        {run.startedAt ? (
          <span title={`Started ${asInstant(run.startedAt)}`}>
            <Lasting from={run.startedAt} to={run.completedAt} />
          </span>
        ) : (
          'not started'
        )}
      </Fact>
      <Fact label={run.startedAt === null ? 'Made' : 'Started'}>
        <When at={run.startedAt ?? run.createdAt} />
      </Fact>
      <Fact label="CI runs">{inFull(run.ciRunsUsed)}</Fact>
      <Fact label="Issues">
        {run.majorIssuesCount + run.minorIssuesCount === 0
          ? 'none'
          : `${inFull(run.majorIssuesCount)} major · ${inFull(run.minorIssuesCount)} minor`}
      </Fact>
      {run.integrationBranch ? (
        <Fact label="Branch" isWide>
          <code>
            <Text>{run.integrationBranch}</Text>
          </code>
        </Fact>
      ) : null}
      <Linked run={run} />
    </dl>
  );
}

interface BudgetParts {
  readonly label: string;
  readonly used: number;
  readonly cap: number;
  /** “12.3K of 5M”. */
  readonly words: string;
}

/** A budget of the run: how much of it is used, in words and as a bar. */
function Budget({ label, used, cap, words }: BudgetParts) {
  const share = shareOf(used, cap);
  return (
    <Fact label={label}>
      <span>{words}</span>{' '}
      <span className="soft small">
        {share >= 1 ? '! all used · ' : share >= NEAR ? '! near its end · ' : ''}
        {asPercent(share)}
      </span>
      <Meter used={used} limit={cap} label={label} />
    </Fact>
  );
}

function Minutes({ run: { startedAt, completedAt, maxDurationMinutes } }: { readonly run: Run }) {
  const now = useServerNow(10_000);
  const end = completedAt === null ? now : Date.parse(completedAt);
  const used = startedAt === null ? 0 : Math.max(0, (end - Date.parse(startedAt)) / MINUTE_MS);
  const words = `${used > 0 && used < 1 ? '< 1' : inFull(Math.floor(used))} of ${inFull(maxDurationMinutes)}`;
  return <Budget label="Minutes" used={used} cap={maxDurationMinutes} words={words} />;
}

const LINKS = [
  ['continuesRunId', 'Continues'],
  ['continuedByRunId', 'Continued by'],
  ['previousRunId', 'Follows'],
  ['nextRunId', 'Followed by'],
] as const;

const Linked = ({ run }: { readonly run: Run }) =>
  LINKS.map(([field, label]) => {
    const other = run[field];
    return other === null ? null : (
      <Fact key={field} label={label}>
        <Link href={runLink(other)}>
          <Text>{other}</Text>
        </Link>
      </Fact>
    );
  });

interface FactParts {
  readonly label: string;
  /** Two columns: its words are many. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

const Fact = ({ label, isWide, children }: FactParts) => (
  <div className={styles.fact} data-wide={isWide}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);
