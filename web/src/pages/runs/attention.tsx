import { Link } from 'wouter';

import { RUNS } from '../../api/keys.js';
import { RunListFailed, RunListLive, type RunListNoticeFragment } from '../../api/operations/runs.generated.js';
import { useData } from '../../api/use-data.js';
import { useServerNow } from '../../live/clock.js';
import { counted } from '../../parts/format.js';
import { ErrorBox } from '../../parts/notices.js';
import { Reasons } from '../../parts/reasons.js';
import { RunStateWord } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/time.js';
import { runLink } from '../links.js';
import styles from './attention.module.css';
import { GROUPS } from './filters.js';

/** Some reasons come with the time alone, without an event: milliseconds after which live runs are asked for again. */
const EVERY = 10_000;
const HOUR = 3_600_000;
/** Hours for which a failed run that nobody continued stays on top. */
const HOURS = 24;
/** Runs that are displayed before the rest is folded. */
const FEW = 5;

/** What needs the reader: live runs that cannot go on by themselves, and those that failed lately and were not continued. */
export function Attention({ projectId }: { readonly projectId: string | null }) {
  const hour = useServerNow(HOUR);
  const ofProject = projectId === null ? {} : { projectId };
  const live = useData(
    [...RUNS, 'notices'],
    RunListLive,
    { filter: { ...ofProject, terminal: false } },
    { refetchInterval: EVERY },
  );
  const failed = useData([...RUNS, 'notices'], RunListFailed, {
    filter: {
      ...ofProject,
      states: GROUPS.failed.states,
      endedAfter: new Date(hour - HOURS * HOUR).toISOString(),
    },
  });
  if (live.error && !live.data) return <ErrorBox error={live.error} onRetry={() => void live.refetch()} />;
  if (!live.data || !failed.data) return null;
  const stuck = live.data.runs.nodes.filter(({ attention }) => attention.length > 0);
  const ended = failed.data.runs.nodes.filter(({ continuedByRunId }) => continuedByRunId === null);
  const isCut = live.data.runs.pageInfo.hasNextPage;
  if (stuck.length + ended.length === 0)
    return (
      <p className={styles.calm}>
        <span aria-hidden="true">✓ </span>
        {live.data.runs.nodes.length === 0 ? 'No run is live, and nothing needs you.' : 'Nothing needs you.'}
      </p>
    );
  return (
    <section className={styles.around} aria-label="What needs you">
      {stuck.length > 0 ? (
        <Group title={`${counted(stuck.length, 'live run')} ${stuck.length === 1 ? 'needs' : 'need'} you`} runs={stuck}>
          {isCut ? <p className="soft small">Of the 100 live runs whose deadlines come next.</p> : null}
        </Group>
      ) : null}
      {ended.length > 0 ? (
        <Group title={`${counted(ended.length, 'run')} failed in the last ${HOURS} hours`} runs={ended} isEnded />
      ) : null}
    </section>
  );
}

interface GroupParts {
  readonly title: string;
  readonly runs: readonly RunListNoticeFragment[];
  readonly isEnded?: boolean;
  readonly children?: React.ReactNode;
}

function Group({ title, runs, isEnded = false, children }: GroupParts) {
  const few = runs.slice(0, FEW);
  const more = runs.slice(FEW);
  return (
    <div className={styles.group} data-ended={isEnded}>
      <h2>
        <span aria-hidden="true">{isEnded ? '✕ ' : '! '}</span>
        {title}
      </h2>
      {children}
      <List runs={few} />
      {more.length > 0 ? (
        <details>
          <summary>{counted(more.length, 'more run')}</summary>
          <List runs={more} />
        </details>
      ) : null}
    </div>
  );
}

const List = ({ runs }: { readonly runs: readonly RunListNoticeFragment[] }) => (
  <ul className={styles.list}>
    {runs.map((run) => (
      <li key={run.id}>
        <div className={styles.head}>
          <Link href={runLink(run.runId)}>
            <Text>{run.runId}</Text>
          </Link>
          <RunStateWord state={run.state} />
          {run.completedAt === null ? null : (
            <span className="soft small">
              <When at={run.completedAt} />
            </span>
          )}
        </div>
        {run.attention.length > 0 ? (
          <Reasons reasons={run.attention} label={`What ${run.runId} needs`} isShort />
        ) : (
          <p className="beginning">
            <Text>{run.failureReason ?? ''}</Text>
          </p>
        )}
      </li>
    ))}
  </ul>
);
