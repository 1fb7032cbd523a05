import { WORKERS } from '../../api/keys.js';
import { WorkerList } from '../../api/operations/workers.generated.js';
import { useData } from '../../api/use-data.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Reasons } from '../../parts/reasons.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/time.js';

/** Workers have no events: milliseconds after which they are asked for again. */
const EVERY = 5_000;

export default function Workers() {
  const query = useData(WORKERS, WorkerList, {}, { refetchInterval: EVERY });
  return (
    <Page title="Workers">
      <Loaded query={query} what="the workers">
        {({ workers, idleReasons }) => (
          <>
            {workers.length === 0 ? <Empty title="No worker asked for work within the last day." /> : null}
            <ul>
              {workers.map(({ id, workerId, role, lastSeenAt }) => (
                <li key={id}>
                  <Text>{workerId}</Text> {role} <When at={lastSeenAt} />
                </li>
              ))}
            </ul>
            <Reasons reasons={idleReasons.map(({ reason }) => reason)} label="Why nothing can be claimed" />
          </>
        )}
      </Loaded>
    </Page>
  );
}
