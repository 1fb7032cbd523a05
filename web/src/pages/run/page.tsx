import { useEffect, useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';

import { RunHead, RunHeadLive } from '../../api/operations/run.generated.js';
import { type LiveEvent, useLiveRun } from '../../live/use-live-run.js';
import { useRunData } from '../../live/use-run-data.js';
import { Copy } from '../../parts/copy.js';
import { useKeys } from '../../parts/keys.js';
import { later } from '../../parts/later.js';
import { Empty, Loaded, Loading } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { TabLinks } from '../../parts/tabs.js';
import { Text } from '../../parts/text.js';
import { RunActs } from './acts.js';
import { addEvent } from './event-pages.js';
import { Head, type Run } from './head.js';
import styles from './head.module.css';
import { Overview, startOverview } from './overview.js';
import { placeLink, type View, VIEWS } from './place.js';
import { useRunPlace } from './use-place.js';

const Events = later(
  async () => ({ default: (await import('./events.js')).Events }),
  () => <Loading what="events" />,
);
const Documents = later(
  async () => ({ default: (await import('./documents.js')).Documents }),
  () => <Loading what="documents" />,
);
/** What each part needs is asked for at once, while the head is on its way. */
const STARTS: Readonly<Record<View, (runId: string) => void>> = {
  overview: startOverview,
  events: Events.start,
  documents: Documents.start,
};

const WORDS: Readonly<Record<View, string>> = { overview: 'Overview', events: 'Events', documents: 'Documents' };

export default function RunScreen() {
  const { runId } = useParams<{ runId: string }>();
  const { view } = useRunPlace();
  useEffect(() => STARTS[view](runId), [runId, view]);
  const head = useRunData(runId, RunHead, RunHeadLive);
  const run = head.data?.run?.runId === runId ? head.data.run : undefined;
  const [newest, setNewest] = useState({ runId, seq: 0 });
  const onEvent = (event: LiveEvent) => {
    addEvent(runId, event);
    setNewest({ runId, seq: event.seq });
  };
  useLiveRun(runId, { version: run?.version, isTerminal: run?.isTerminal, onEvent });
  const count = Math.max(run?.version ?? 0, newest.runId === runId ? newest.seq : 0);
  return (
    <Page
      title={runId}
      heading={
        <span className={styles.title}>
          <Text>{runId}</Text> <Copy text={runId} what="the id of the run" />
        </span>
      }
      crumbs={[['Runs', '/']]}
      actions={run ? <RunActs run={run} /> : null}
    >
      <Loaded query={head} what="the run">
        {() =>
          run ? (
            <Parts run={run} count={count} />
          ) : (
            <Empty title="There is no run with this id.">
              <p>
                It was deleted or archived, or the address has a mistake. <Link href="/">Look at all runs</Link>.
              </p>
            </Empty>
          )
        }
      </Loaded>
    </Page>
  );
}

function Parts({ run, count }: { readonly run: Run; readonly count: number }) {
  const { runId, isTerminal } = run;
  const place = useRunPlace();
  const [, navigate] = useLocation();
  useKeys(
    VIEWS.map((view, index) => ({
      keys: String(index + 1),
      does: `${WORDS[view]} of the run`,
      run: () => navigate(placeLink(runId, { view })),
    })),
  );
  return (
    <>
      <Head run={run} />
      <TabLinks
        label="Parts of the run"
        tabs={VIEWS.map((view) => ({
          id: view,
          word: WORDS[view],
          href: placeLink(runId, { view }),
          isCurrent: view === place.view,
          count: view === 'events' ? count : undefined,
        }))}
      />
      {place.view === 'overview' ? <Overview runId={runId} isTerminal={isTerminal} /> : null}
      {place.view === 'events' ? <Events runId={runId} count={count} place={place} /> : null}
      {place.view === 'documents' ? <Documents runId={runId} place={place} /> : null}
    </>
  );
}
