import { Link } from 'wouter';

import { RUNS } from '../../api/keys.js';
import { RunList } from '../../api/operations/runs.generated.js';
import { queries, useData } from '../../api/use-data.js';
import { useLiveRuns } from '../../live/use-live-runs.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Reasons } from '../../parts/reasons.js';
import { PageRows } from '../../parts/rows.js';
import { RunStateWord } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/time.js';
import { runLink } from '../links.js';

export default function Runs() {
  const list = useData(RUNS, RunList, { first: 100 });
  useLiveRuns({
    isLoaded: list.data !== undefined,
    refresh: () => queries.invalidateQueries({ queryKey: RUNS }),
  });
  return (
    <Page title="Runs">
      <Loaded query={list} what="the runs">
        {({ runs: { nodes } }) =>
          nodes.length === 0 ? (
            <Empty title="No run yet.">
              <p>
                Start one with <code>autopack run start PLAN.md</code>, or paste a plan into a project.
              </p>
            </Empty>
          ) : (
            <PageRows
              label="Runs"
              count={nodes.length}
              estimate={64}
              keyOf={(index) => nodes[index]!.id}
              row={(index) => {
                const run = nodes[index]!;
                return (
                  <>
                    <Link href={runLink(run.runId)}>
                      <Text>{run.runId}</Text>
                    </Link>{' '}
                    <RunStateWord state={run.state} /> <When at={run.createdAt} />
                    <Reasons reasons={run.attention} label={`What ${run.runId} needs`} />
                  </>
                );
              }}
            />
          )
        }
      </Loaded>
    </Page>
  );
}
