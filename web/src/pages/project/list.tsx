import { Link } from 'wouter';

import { PROJECTS } from '../../api/keys.js';
import { ProjectList } from '../../api/operations/project.generated.js';
import { useData } from '../../api/use-data.js';
import { Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Text } from '../../parts/text.js';
import { projectLink } from '../links.js';

export default function Projects() {
  const query = useData(PROJECTS, ProjectList, {});
  return (
    <Page title="Projects">
      <Loaded query={query} what="the projects">
        {({ projects }) => (
          <ul>
            {projects.map(({ id, projectId, name }) => (
              <li key={id}>
                <Link href={projectLink(projectId)}>
                  <Text>{name}</Text>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Page>
  );
}
