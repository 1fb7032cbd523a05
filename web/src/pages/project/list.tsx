import { Link } from 'wouter';

import { PROJECTS } from '../../api/keys.js';
import { ProjectList } from '../../api/operations/project.generated.js';
import { useData } from '../../api/use-data.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Badge } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { visibleText } from '../../parts/visible-text.js';
import { backlogLink, foresightLink, projectLink, runsOfProjectLink } from '../links.js';
import { dispatchLook } from './look.js';
import styles from './project.module.css';

export default function Projects() {
  const query = useData(PROJECTS, ProjectList, {});
  return (
    <Page title="Projects">
      <Loaded query={query} what="the projects">
        {({ projects }) =>
          projects.length === 0 ? (
            <Empty title="No project yet.">
              <p>
                A project is a code base with rules of its own. Make one with <code>autopack project create NAME</code>.
              </p>
            </Empty>
          ) : (
            <ul className={styles.projects}>
              {projects.map(({ id, projectId, name, dispatching, rulesetVersion, repositoryPath }) => (
                <li key={id} className={styles.project}>
                  <h2>
                    <Link href={projectLink(projectId)}>
                      <Text>{name}</Text>
                    </Link>
                  </h2>
                  <p className="soft small">
                    <Text>{projectId}</Text> ·{' '}
                    {rulesetVersion === 0 ? 'no ruleset' : `ruleset version ${rulesetVersion}`}
                    {repositoryPath === null ? ' · no repository' : null}
                  </p>
                  {dispatching ? null : <Badge look={dispatchLook(false)} />}
                  <nav className={styles.ways} aria-label={visibleText(`Screens of ${name}`)}>
                    <Link href={runsOfProjectLink(projectId)}>Runs</Link>
                    <Link href={backlogLink(projectId)}>Backlog</Link>
                    <Link href={foresightLink(projectId)}>Foresight</Link>
                  </nav>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}
