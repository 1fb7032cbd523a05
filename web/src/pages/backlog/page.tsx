import { useParams } from 'wouter';

import { keyOfProject } from '../../api/keys.js';
import { BacklogHead } from '../../api/operations/backlog.generated.js';
import { useData } from '../../api/use-data.js';
import { counted } from '../../parts/format.js';
import { Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { projectLink } from '../links.js';

export default function Backlog() {
  const { projectId } = useParams<{ projectId: string }>();
  const query = useData(keyOfProject(projectId), BacklogHead, { projectId });
  return (
    <Page
      title="Backlog"
      crumbs={[
        ['Projects', '/projects'],
        [projectId, projectLink(projectId)],
      ]}
    >
      <Loaded query={query} what="the backlog">
        {({ backlogSummary: { total, open } }) => (
          <p>
            {counted(total, 'issue')}, {open} open
          </p>
        )}
      </Loaded>
    </Page>
  );
}
