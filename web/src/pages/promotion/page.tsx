import { useParams } from 'wouter';

import { keyOfRun } from '../../api/keys.js';
import { PromotionPage } from '../../api/operations/promotion.generated.js';
import { useData } from '../../api/use-data.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Reasons } from '../../parts/reasons.js';
import { runLink } from '../links.js';

export default function Promotion() {
  const { runId } = useParams<{ runId: string }>();
  const query = useData(keyOfRun(runId), PromotionPage, { runId });
  return (
    <Page
      title="Promotion"
      crumbs={[
        ['Runs', '/'],
        [runId, runLink(runId)],
      ]}
    >
      <Loaded query={query} what="the promotion">
        {({ run }) =>
          run === null ? (
            <Empty title="There is no run with this id." />
          ) : (
            <Reasons reasons={[...run.promotion.blockers, ...run.promotion.obstacles]} label="What prevents it" />
          )
        }
      </Loaded>
    </Page>
  );
}
