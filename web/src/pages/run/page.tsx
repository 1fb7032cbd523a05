import { useParams } from 'wouter';

import { keyOfRun } from '../../api/keys.js';
import { RunHead } from '../../api/operations/run.generated.js';
import { useData } from '../../api/use-data.js';
import { useLiveRun } from '../../live/use-live-run.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Reasons } from '../../parts/reasons.js';
import { RunStateWord } from '../../parts/state-word.js';

export default function Run() {
  const { runId } = useParams<{ runId: string }>();
  const head = useData(keyOfRun(runId), RunHead, { runId });
  useLiveRun(runId, { version: head.data?.run?.version, isTerminal: head.data?.run?.isTerminal });
  return (
    <Page title={runId} crumbs={[['Runs', '/']]}>
      <Loaded query={head} what="the run">
        {({ run }) =>
          run === null ? (
            <Empty title="There is no run with this id." />
          ) : (
            <>
              <p>
                <RunStateWord state={run.state} /> {run.failureReason}
              </p>
              <Reasons reasons={run.attention} label="What it needs" />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
