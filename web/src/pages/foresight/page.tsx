import { useParams } from 'wouter';

import { keyOfProject } from '../../api/keys.js';
import { ProjectHead } from '../../api/operations/project.generated.js';
import { useData } from '../../api/use-data.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { type Tab, Tabs, useTab } from '../../parts/tabs.js';
import { foresightLink, projectLink } from '../links.js';
import { BacktestPart } from './backtest.js';
import { SimulationPart } from './simulation.js';

const TABS: readonly Tab[] = [
  { id: 'simulation', word: 'Simulate a plan' },
  { id: 'backtest', word: 'Back-test a ruleset' },
];

/** What would happen: of a plan before it starts, and of past runs under another ruleset. */
export default function Foresight() {
  const { projectId } = useParams<{ projectId: string }>();
  const query = useData(keyOfProject(projectId), ProjectHead, { projectId });
  const { id: tab } = useTab(TABS);
  return (
    <Page
      title={`Foresight of ${projectId}`}
      heading="Foresight"
      crumbs={[
        ['Projects', '/projects'],
        [projectId, projectLink(projectId)],
      ]}
    >
      <Loaded query={query} what="the project">
        {({ project }) =>
          project === null ? (
            <Empty title="There is no such project." />
          ) : (
            <>
              <Tabs tabs={TABS} base={foresightLink(projectId)} label="Parts of foresight" />
              {tab === 'backtest' ? (
                <BacktestPart projectId={projectId} newest={project.rulesetVersion} />
              ) : (
                <SimulationPart projectId={projectId} />
              )}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
