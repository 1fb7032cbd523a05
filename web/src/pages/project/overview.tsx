import { Link } from 'wouter';

import { keyOfProject } from '../../api/keys.js';
import { ProjectFindings } from '../../api/operations/project.generated.js';
import { useData } from '../../api/use-data.js';
import { Figure, Figures } from '../../parts/figures.js';
import { counted, inFull } from '../../parts/format.js';
import { Loaded } from '../../parts/notices.js';
import { Panel } from '../../parts/panel.js';
import { Reasons } from '../../parts/reasons.js';
import { Badge, RunStateWord } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/time.js';
import { projectLink, runsOfProjectLink } from '../links.js';
import { Connections } from './connections.js';
import { dispatchLook } from './look.js';
import styles from './project.module.css';
import { startFindings } from './start-findings.js';
import type { ProjectView, RunCounts } from './types.js';

export const Overview = ({ project, counts }: { readonly project: ProjectView; readonly counts: RunCounts }) => (
  <>
    <Dispatch project={project} />
    <Findings projectId={project.projectId} />
    <Panel title="Runs">
      <Counts counts={counts} projectId={project.projectId} />
    </Panel>
    <Panel title="Settings">
      <Figures>
        <Figure
          name="Repository"
          beside={project.repositoryPath === null ? 'runs of this project change no code' : undefined}
        >
          {project.repositoryPath === null ? 'none' : <Text>{project.repositoryPath}</Text>}
        </Figure>
        <Figure name="Default branch">
          {project.defaultBranch === null ? 'none' : <Text>{project.defaultBranch}</Text>}
        </Figure>
        <Figure name="Ruleset">
          {project.rulesetVersion === 0 ? (
            'none'
          ) : (
            <Link href={`${projectLink(project.projectId)}?tab=rulesets`}>version {project.rulesetVersion}</Link>
          )}
        </Figure>
        <Figure name="Promotion">{project.allowPromotion ? 'allowed' : 'not allowed'}</Figure>
        <Figure name="Ended runs are kept">
          {project.retentionDays === null ? 'for ever' : counted(project.retentionDays, 'day')}
        </Figure>
      </Figures>
    </Panel>
    <Connections projectId={project.projectId} />
  </>
);

function Dispatch({ project: { dispatching, dispatchChange } }: { readonly project: ProjectView }) {
  return (
    <p>
      <Badge look={dispatchLook(dispatching)} />{' '}
      {dispatchChange === null ? null : (
        <span className="soft small">
          since <When at={dispatchChange.at} />, by <Text>{dispatchChange.by}</Text>
          {dispatchChange.reason === null ? null : (
            <>
              : <Text>{dispatchChange.reason}</Text>
            </>
          )}
        </span>
      )}
    </p>
  );
}

function Findings({ projectId }: { readonly projectId: string }) {
  const query = useData([...keyOfProject(projectId), 'findings'], ProjectFindings, { projectId });
  return (
    <Panel title="Can a run start here?">
      <Loaded query={query} what="the check of the project">
        {({ projectCheck, idleReasons }) => {
          const { verdict, groups } = startFindings(projectCheck.findings);
          return (
            <>
              <p>{verdict}</p>
              {groups.map(({ title, findings }) => (
                <div key={title}>
                  <p>{title}</p>
                  <Reasons reasons={findings} label={title} />
                </div>
              ))}
              {idleReasons.length === 0 ? null : (
                <details>
                  <summary>Why no work is handed out now</summary>
                  <Reasons reasons={idleReasons.map(({ reason }) => reason)} />
                </details>
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Counts({ counts, projectId }: { readonly counts: RunCounts; readonly projectId: string }) {
  const some = counts.filter(({ count }) => count > 0);
  if (some.length === 0)
    return (
      <p>
        None yet. <Link href={`${projectLink(projectId)}?tab=start`}>Start a plan</Link>
      </p>
    );
  return (
    <ul className={styles.counts}>
      {some.map(({ state, count }) => (
        <li key={state}>
          <RunStateWord state={state} /> <strong>{inFull(count)}</strong>
        </li>
      ))}
      <li>
        <Link href={runsOfProjectLink(projectId)}>All runs</Link>
      </li>
    </ul>
  );
}
