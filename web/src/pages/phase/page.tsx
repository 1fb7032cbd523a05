import { useParams, useSearchParams } from 'wouter';

import { keyOfRun } from '../../api/keys.js';
import { PhaseView, type PhaseViewQuery } from '../../api/operations/phase.generated.js';
import { useData } from '../../api/use-data.js';
import { useLiveRun } from '../../live/use-live-run.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Text } from '../../parts/text.js';
import { runLink } from '../links.js';
import { AuditAct } from '../run/audit-act.js';
import { AttemptDetail } from './attempt.js';
import { Attempts, PhaseTabs } from './attempts.js';
import styles from './phase.module.css';
import { PhaseDetail } from './phase-detail.js';
import { selectionOf } from './selection.js';
import { PhaseSummary } from './summary.js';

export type PhaseData = NonNullable<PhaseViewQuery['phase']>;
export type RunData = NonNullable<PhaseViewQuery['run']>;

/** One phase: how it stands, every attempt, and beside them the attempt or the part that the address selects. */
export default function Phase() {
  const { runId, phaseId } = useParams<{ runId: string; phaseId: string }>();
  const view = useData(keyOfRun(runId), PhaseView, { runId, phaseId });
  const { data } = view;
  useLiveRun(runId, { version: data?.run?.version, isTerminal: data?.run?.isTerminal });
  const phase = data?.phase;
  return (
    <Page
      title={phase ? `${phase.name} · ${phaseId}` : phaseId}
      heading={<Text>{phase?.name ?? phaseId}</Text>}
      crumbs={[
        ['Runs', '/'],
        [runId, runLink(runId)],
      ]}
      actions={phase ? <AuditAct runId={runId} phase={phase} /> : null}
    >
      <Loaded query={view} what="the phase">
        {({ run, phase: found }) =>
          run === null || found === null ? (
            <Empty title={run === null ? 'There is no run with this id.' : 'The run has no phase with this id.'}>
              <p>It may have been deleted, or the address is wrong.</p>
            </Empty>
          ) : (
            <Inside run={run} phase={found} runId={runId} />
          )
        }
      </Loaded>
    </Page>
  );
}

interface InsideParts {
  readonly run: RunData;
  readonly phase: PhaseData;
  readonly runId: string;
}

function Inside({ run, phase, runId }: InsideParts) {
  const [search] = useSearchParams();
  const selection = selectionOf(search, phase.attempts);
  const attempt =
    selection.kind === 'attempt' ? phase.attempts.find(({ number }) => number === selection.attempt)! : null;
  return (
    <>
      <PhaseSummary run={run} phase={phase} />
      <PhaseTabs phase={phase} selection={selection} />
      {attempt && selection.kind === 'attempt' ? (
        <div className={styles.columns}>
          <Attempts phase={phase} chosen={attempt.number} />
          <section className={styles.detail} aria-label={`Attempt ${attempt.number}`}>
            <AttemptDetail
              key={attempt.number}
              runId={runId}
              phase={phase}
              attempt={attempt}
              part={selection.part}
              file={search.get('file')}
            />
          </section>
        </div>
      ) : (
        <section className={styles.detail} aria-label="The phase">
          <PhaseDetail
            runId={runId}
            run={run}
            phase={phase}
            part={selection.kind === 'phase' ? selection.part : 'request'}
          />
        </section>
      )}
    </>
  );
}
