import { useParams } from 'wouter';

import { keyOfProject } from '../../api/keys.js';
import { ProjectHead } from '../../api/operations/project.generated.js';
import { useData } from '../../api/use-data.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { projectLink } from '../links.js';

export default function Foresight() {
  const { projectId } = useParams<{ projectId: string }>();
  const query = useData(keyOfProject(projectId), ProjectHead, { projectId });
  return (
    <Page
      title="Foresight"
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
            <p>Ruleset version {project.rulesetVersion}</p>
          )
        }
      </Loaded>
    </Page>
  );
}
