import { Link, useParams } from 'wouter';

import { keyOfProject } from '../../api/keys.js';
import { ProjectHead } from '../../api/operations/project.generated.js';
import { useData } from '../../api/use-data.js';
import { later } from '../../parts/later.js';
import { Empty, Loaded, Loading } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Tabs, useTab } from '../../parts/tabs.js';
import { Text } from '../../parts/text.js';
import { backlogLink, foresightLink, projectLink, runsOfProjectLink } from '../links.js';
import { DispatchActs } from './dispatch-act.js';
import { TABS } from './look.js';
import { Overview } from './overview.js';
import styles from './project.module.css';

/** Milliseconds: others stop and resume dispatch without an event of a run. */
const LOOK_AGAIN = 10_000;

const LoadingPart = () => <Loading what="this part" />;
const PARTS = {
  start: later(() => import('./start.js'), LoadingPart),
  rulesets: later(() => import('./rulesets.js'), LoadingPart),
  calibration: later(() => import('./calibration.js'), LoadingPart),
};

export default function Project() {
  const { projectId } = useParams<{ projectId: string }>();
  const query = useData(keyOfProject(projectId), ProjectHead, { projectId }, { refetchInterval: LOOK_AGAIN });
  const { id: tab } = useTab(TABS);
  const project = query.data?.project;
  const Part = PARTS[tab as keyof typeof PARTS];
  return (
    <Page
      title={project?.name ?? projectId}
      heading={<Text>{project?.name ?? projectId}</Text>}
      crumbs={[['Projects', '/projects']]}
      actions={project ? <DispatchActs project={project} /> : null}
    >
      <Loaded query={query} what="the project">
        {(data) =>
          data.project === null ? (
            <Empty title="There is no such project.">
              <p>
                It may be one that your token does not reach. <Link href="/projects">All projects</Link>
              </p>
            </Empty>
          ) : (
            <>
              <nav className={styles.ways} aria-label="Screens of the project">
                <Link href={runsOfProjectLink(projectId)}>Runs</Link>
                <Link href={backlogLink(projectId)}>Backlog</Link>
                <Link href={foresightLink(projectId)}>Foresight</Link>
              </nav>
              <Tabs tabs={TABS} base={projectLink(projectId)} label="Parts of the project" />
              {Part ? <Part project={data.project} /> : <Overview project={data.project} counts={data.runCounts} />}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
