import { Fragment } from 'react';
import { Link } from 'wouter';

import { WORKERS } from '../../api/keys.js';
import { WorkerList, type WorkerListQuery } from '../../api/operations/workers.generated.js';
import { useData } from '../../api/use-data.js';
import { counted } from '../../parts/format.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Panel } from '../../parts/panel.js';
import { ReasonLine } from '../../parts/reasons.js';
import { Badge, PhaseStateWord } from '../../parts/state-word.js';
import { ROLES } from '../../parts/states.js';
import { Table } from '../../parts/table.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/time.js';
import { phaseLink, projectLink, runLink } from '../links.js';
import { byReason, inOrder, lookOf, withoutRepeats } from './look.js';
import styles from './workers.module.css';

/** Workers have no events: milliseconds after which they are asked for again. */
const EVERY = 3_000;
/** Projects that are named of those with the same reason. */
const MOST_PROJECTS = 5;

export default function Workers() {
  const query = useData(WORKERS, WorkerList, {}, { refetchInterval: EVERY });
  return (
    <Page title="Workers">
      <Loaded query={query} what="the workers">
        {({ workers, idleReasons }) => (
          <>
            <Idle reasons={withoutRepeats(idleReasons)} />
            {workers.length === 0 ? <NoWorker /> : <List workers={inOrder(workers)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

const NoWorker = () => (
  <Empty title="No worker asked for work within the last day.">
    <p>
      Start one in the folder of the repository: <code>autopack worker --agent claude</code>. Each worker takes one
      phase at a time.
    </p>
  </Empty>
);

/** Why nothing can be claimed: by role, and by project where the reason is one of a project. */
function Idle({ reasons }: { readonly reasons: WorkerListQuery['idleReasons'] }) {
  if (reasons.length === 0) return null;
  return (
    <Panel title="Why no more work is handed out">
      <ul className={styles.reasons}>
        {byReason(reasons).map(({ shared: { role, reason }, projectIds }) => (
          <li key={`${role} ${projectIds[0] ?? ''} ${reason.code}`}>
            <strong>{ROLES[role]}</strong>
            {projectIds.slice(0, MOST_PROJECTS).map((projectId, index) => (
              <Fragment key={projectId}>
                {index === 0 ? ' of ' : ', '}
                <Link href={projectLink(projectId)}>
                  <Text>{projectId}</Text>
                </Link>
              </Fragment>
            ))}
            {projectIds.length > MOST_PROJECTS ? ` and ${projectIds.length - MOST_PROJECTS} more` : ''}:{' '}
            <ReasonLine reason={reason} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function List({ workers }: { readonly workers: WorkerListQuery['workers'] }) {
  const atWork = workers.filter(({ holds }) => holds !== null).length;
  return (
    <Panel title={`${counted(workers.length, 'worker')}, ${atWork} at work`} about="Seen within the last day.">
      <Table label="Workers" columns={['Worker', 'Role', 'State', 'At work on', 'Last seen']}>
        {workers.map((worker) => (
          <tr key={worker.id}>
            <th scope="row" className={styles.name}>
              <Text>{worker.workerId}</Text>
            </th>
            <td>{ROLES[worker.role]}</td>
            <td>
              <Badge look={lookOf(worker)} />
            </td>
            <td>
              <Holds phase={worker.holds} />
            </td>
            <td>
              <When at={worker.lastSeenAt} />
            </td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

function Holds({ phase }: { readonly phase: WorkerListQuery['workers'][number]['holds'] }) {
  if (phase === null) return <span className="soft">nothing</span>;
  return (
    <>
      <Link href={phaseLink(phase.runId, phase.phaseId)}>
        <Text>{phase.name}</Text>
      </Link>{' '}
      <PhaseStateWord state={phase.state} />
      <div className="soft small">
        run{' '}
        <Link href={runLink(phase.runId)}>
          <Text>{phase.runId}</Text>
        </Link>
        {phase.holder ? (
          <>
            {' '}
            · must end <When at={phase.holder.hardDeadlineAt} />
          </>
        ) : null}
      </div>
    </>
  );
}
