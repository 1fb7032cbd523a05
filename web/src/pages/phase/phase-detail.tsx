import { keyOfRun } from '../../api/keys.js';
import { PhaseStrategyView } from '../../api/operations/phase.generated.js';
import { useData } from '../../api/use-data.js';
import { asPercent, counted, inFull } from '../../parts/format.js';
import { Markdown } from '../../parts/markdown.js';
import { Meter } from '../../parts/meter.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Sentence } from '../../parts/sentence.js';
import { Table } from '../../parts/table.js';
import { Text } from '../../parts/text.js';
import { Instant, When } from '../../parts/time.js';
import { Issues } from './issues.js';
import type { PhaseData, RunData } from './page.js';
import styles from './phase.module.css';
import type { PhasePart } from './selection.js';
import { BUDGET_WORDS, BUILDER_MODES, COMPLEXITY, strategyRows } from './strategy-words.js';
import { Fact } from './summary.js';

interface DetailParts {
  readonly runId: string;
  readonly run: RunData;
  readonly phase: PhaseData;
  readonly part: PhasePart;
}

/** What belongs to the phase and to no attempt. */
export function PhaseDetail({ runId, run, phase, part }: DetailParts) {
  switch (part) {
    case 'strategy':
      return <Strategy runId={runId} phase={phase} />;
    case 'issues':
      return <Issues issues={phase.issues} />;
    case 'budgets':
      return <Budgets run={run} phase={phase} />;
    default:
      return <Request run={run} phase={phase} />;
  }
}

/** What will happen to a phase that nobody has worked on. */
function NotStarted({ run, phase }: Pick<DetailParts, 'run' | 'phase'>) {
  if (phase.attempts.length > 0) return null;
  if (run.isTerminal || phase.completedAt !== null)
    return <Empty title="Nobody worked on this phase, and nobody will: it has ended." />;
  return (
    <Empty title="Nobody has worked on this phase yet.">
      <p>
        When its turn comes, a worker with the role “builder” claims it and writes a patch; the gate looks at the patch,
        CI tests it, and what passes becomes a commit on the run’s branch. Attempts, output and patches appear here as
        they come.
      </p>
      <p>
        {phase.waitingFor ? (
          <Sentence>{phase.waitingFor.message}</Sentence>
        ) : (
          <>
            Start a worker with <code>autopack worker</code>.
          </>
        )}
      </p>
    </Empty>
  );
}

function Request({ run, phase }: Pick<DetailParts, 'run' | 'phase'>) {
  return (
    <>
      <h2>Request</h2>
      <NotStarted run={run} phase={phase} />
      {phase.description ? (
        <div className={styles.scroll}>
          <Markdown text={phase.description} top={3} />
        </div>
      ) : (
        <p className="soft">The plan gives it a name and nothing more.</p>
      )}
      {phase.acceptanceCriteria.length > 0 ? (
        <section aria-label="Acceptance criteria" className={styles.long} tabIndex={0}>
          <h3>What must be true when it is done</h3>
          <ul>
            {phase.acceptanceCriteria.map((criterion, index) => (
              <li key={index}>
                <Text>{criterion}</Text>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <dl className={styles.facts}>
        <Fact name="Kind of work">{phase.taskCategory ? <Text>{phase.taskCategory}</Text> : 'not named'}</Fact>
        <Fact name="Complexity">{COMPLEXITY[phase.complexity]}</Fact>
        <Fact name="Builder mode">{BUILDER_MODES[phase.builderMode]}</Fact>
        <Fact name="May change">
          {phase.allowedPaths.length === 0 ? (
            'every path that is not protected'
          ) : (
            <ul className={styles.long} tabIndex={0} aria-label="Paths that may change">
              {phase.allowedPaths.map((path, index) => (
                <li key={index}>
                  <code>
                    <Text>{path}</Text>
                  </code>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name="Without a change">
          {phase.allowNoop ? 'an empty patch is a result' : 'an empty patch is refused'}
        </Fact>
      </dl>
    </>
  );
}

function Strategy({ runId, phase: { phaseId } }: Pick<DetailParts, 'runId' | 'phase'>) {
  const query = useData(keyOfRun(runId), PhaseStrategyView, { runId, phaseId });
  return (
    <>
      <h2>Strategy</h2>
      <p className="soft">How the phase is treated. It was fixed when the run started; each value has its reason.</p>
      <Loaded query={query} what="the strategy">
        {({ phase }) =>
          phase?.strategy ? (
            <Table label="Strategy of the phase" columns={['What', 'Value', 'Why']}>
              {strategyRows(phase.strategy).map(({ code, name, value, why, source }) => (
                <tr key={code}>
                  <th scope="row">{name}</th>
                  <td>
                    <Text>{value}</Text>
                  </td>
                  <td>
                    <Text>{why}</Text> {source ? <code className="soft small">{source}</code> : null}
                  </td>
                </tr>
              ))}
            </Table>
          ) : (
            <Empty title="There is no strategy yet: the run is a draft." />
          )
        }
      </Loaded>
    </>
  );
}

function Budgets({ run, phase }: Pick<DetailParts, 'run' | 'phase'>) {
  return (
    <>
      <h2>Budgets</h2>
      <ul className={`${styles.list} ${styles.measured}`}>
        {phase.budgets.map(({ name, used, limit, left }) => (
          <li key={name} className={styles.card}>
            <div className={styles.cardHead}>
              <h3>{BUDGET_WORDS[name]?.[0] ?? name}</h3>
              <span>
                {inFull(used)} of {inFull(limit)} used ({asPercent(used / Math.max(1, limit))}), {inFull(left)} left
              </span>
            </div>
            <Meter used={used} limit={limit} label={BUDGET_WORDS[name]?.[0] ?? name} />
            <p className="soft small">{BUDGET_WORDS[name]?.[1]}</p>
          </li>
        ))}
      </ul>
      <dl className={styles.facts}>
        {phase.holder ? (
          <Fact name="The attempt at work ends at the latest">
            <Instant at={phase.holder.hardDeadlineAt} /> (<When at={phase.holder.hardDeadlineAt} />)
          </Fact>
        ) : null}
        {phase.notBefore ? (
          <Fact name="Not offered before">
            <Instant at={phase.notBefore} />
          </Fact>
        ) : null}
        {run.deadlineAt && !run.isTerminal ? (
          <Fact name="Deadline of the run">
            <Instant at={run.deadlineAt} /> (<When at={run.deadlineAt} />)
          </Fact>
        ) : null}
      </dl>
      <p className="soft small">
        {counted(phase.attempts.length, 'attempt')} in all, those of CI and Auditors included.
      </p>
    </>
  );
}
