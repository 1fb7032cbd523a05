import { useParams } from 'wouter';

import { keyOfRun } from '../../api/keys.js';
import { PhaseHead } from '../../api/operations/phase.generated.js';
import { useData } from '../../api/use-data.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Reasons } from '../../parts/reasons.js';
import { PhaseStateWord } from '../../parts/state-word.js';
import { runLink } from '../links.js';

export default function Phase() {
  const { runId, phaseId } = useParams<{ runId: string; phaseId: string }>();
  const head = useData(keyOfRun(runId), PhaseHead, { runId, phaseId });
  return (
    <Page
      title={phaseId}
      crumbs={[
        ['Runs', '/'],
        [runId, runLink(runId)],
      ]}
    >
      <Loaded query={head} what="the phase">
        {({ phase }) =>
          phase === null ? (
            <Empty title="There is no such phase." />
          ) : (
            <>
              <p>
                <PhaseStateWord state={phase.state} /> {phase.name}
              </p>
              <Reasons reasons={phase.waitingFor ? [phase.waitingFor] : []} label="Why it waits" />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
