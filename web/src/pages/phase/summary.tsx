import { asPercent, counted, inFull } from '../../parts/format.js';
import { Meter } from '../../parts/meter.js';
import { ReasonLine } from '../../parts/reasons.js';
import { PhaseStateWord } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { Lasting, When } from '../../parts/time.js';
import { outcomeOf } from './attempt-words.js';
import type { PhaseData, RunData } from './page.js';
import styles from './phase.module.css';

/** How the phase stands, at a glance: its state and why, who is at work, what it has used. */
export function PhaseSummary({ run, phase }: { readonly run: RunData; readonly phase: PhaseData }) {
  const { tier, holder, startedAt, completedAt, tokensUsed, incidentTokenCap } = phase;
  return (
    <div className={styles.summary}>
      <div className={styles.status}>
        <PhaseStateWord state={phase.state} />
        <span>
          <Why run={run} phase={phase} />
        </span>
      </div>
      <dl className={styles.facts}>
        <Fact name="Phase">
          <code>
            <Text>{phase.phaseId}</Text>
          </code>
          , {place(phase.phaseIndex)} of the run, in tier <Text>{tier.name}</Text>
        </Fact>
        <Fact name="Builder attempts">
          {inFull(phase.tryNumber)} of {inFull(phase.maxBuilderAttempts)}
        </Fact>
        <Fact name="Audits">
          {inFull(phase.auditorAttempts)} of {inFull(phase.maxAuditorAttempts)}
        </Fact>
        <Fact name="Tokens">
          {inFull(tokensUsed)} of {inFull(incidentTokenCap)} ({asPercent(tokensUsed / Math.max(1, incidentTokenCap))})
          <Meter used={tokensUsed} limit={incidentTokenCap} label="Tokens of the phase" />
        </Fact>
        {startedAt ? (
          <Fact name={completedAt ? 'Took' : 'Since its start'}>
            <Lasting from={startedAt} to={completedAt} />
          </Fact>
        ) : null}
        {holder ? (
          <Fact name="Its attempt ends">
            <When at={holder.hardDeadlineAt} /> at the latest
          </Fact>
        ) : null}
      </dl>
    </div>
  );
}

const place = (index: number): string => `number ${inFull(index + 1)}`;

export const Fact = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div className={styles.fact}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** One sentence: what it waits for, or how it ended. */
function Why({ run, phase }: { readonly run: RunData; readonly phase: PhaseData }) {
  const { waitingFor, state, attempts } = phase;
  if (waitingFor) return <ReasonLine reason={waitingFor} />;
  const last = attempts.findLast(({ role, gate, ciVerdict }) => role === 'BUILDER' && (gate ?? ciVerdict) !== null);
  if (state === 'FAILED' && last) {
    const { look, why } = outcomeOf(last, attempts);
    return (
      <>
        Attempt {last.number}, its last: {look.word}. <Text>{why}</Text>
      </>
    );
  }
  if (state === 'COMPLETE')
    return <>Its result is part of the run, after {counted(phase.builderAttempts, 'attempt')} of a Builder.</>;
  if (state === 'SKIPPED') return <>It was left out: it costs nothing and holds nothing back.</>;
  if (run.isTerminal) return <>The run ended before it.</>;
  return null;
}
