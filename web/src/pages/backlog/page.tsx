import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'wouter';

import { execute } from '../../api/execute.js';
import { keyOfProject } from '../../api/keys.js';
import { BacklogHead, BacklogPage, type BacklogPageQuery } from '../../api/operations/backlog.generated.js';
import { queries, useData } from '../../api/use-data.js';
import { useLiveRuns } from '../../live/use-live-runs.js';
import { Figure, Figures } from '../../parts/figures.js';
import { counted, inFull } from '../../parts/format.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Panel } from '../../parts/panel.js';
import { PageRows } from '../../parts/rows.js';
import { Badge } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/time.js';
import { backlogLink, projectLink, runLink } from '../links.js';
import styles from './backlog.module.css';
import { ageInWords, chosenStatuses, FILTERS, STATUS_LOOKS } from './look.js';

type Entry = BacklogPageQuery['issueBacklog']['nodes'][number];

/** Entries that one request brings. */
const PAGE = 100;

export default function Backlog() {
  const { projectId } = useParams<{ projectId: string }>();
  const key = keyOfProject(projectId);
  const head = useData(key, BacklogHead, { projectId });
  useLiveRuns({
    projectId,
    isLoaded: head.data !== undefined,
    refresh: () => queries.invalidateQueries({ queryKey: key }),
  });
  return (
    <Page
      title={`Backlog of ${projectId}`}
      heading="Backlog"
      crumbs={[
        ['Projects', '/projects'],
        [projectId, projectLink(projectId)],
      ]}
    >
      <Loaded query={head} what="the backlog">
        {({ project, backlogSummary: { total, open, needsCleanup } }) =>
          project === null ? (
            <Empty title="There is no such project." />
          ) : (
            <>
              <p className="soft">
                Issues that Builders, Auditors and CI found, across all runs of this project. What stays open for too
                long counts as major, and gets clean-up phases of its own.
              </p>
              <Figures>
                <Figure name="Open">{inFull(open)}</Figure>
                <Figure
                  name="Needs clean-up"
                  beside={needsCleanup > 0 ? 'old enough to count as major' : 'none is old'}
                >
                  {inFull(needsCleanup)}
                </Figure>
                <Figure name="All">{inFull(total)}</Figure>
              </Figures>
              <Entries projectId={projectId} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Entries({ projectId }: { readonly projectId: string }) {
  const [search] = useSearchParams();
  const { id: chosen, statuses } = chosenStatuses(search.get('status'));
  const list = useInfiniteQuery({
    queryKey: [...keyOfProject(projectId), 'entries', chosen],
    queryFn: ({ pageParam, signal }) =>
      execute(BacklogPage, { projectId, status: statuses, first: PAGE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ issueBacklog: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
  });
  const entries = list.data?.pages.flatMap(({ issueBacklog }) => issueBacklog.nodes) ?? [];
  return (
    <Panel
      title="Issues"
      actions={
        <nav aria-label="Which issues" className={styles.filters}>
          {FILTERS.map(({ id, word }) => (
            <Link
              key={id}
              href={id === FILTERS[0]!.id ? backlogLink(projectId) : `${backlogLink(projectId)}?status=${id}`}
              aria-current={id === chosen ? 'true' : undefined}
            >
              {word}
            </Link>
          ))}
        </nav>
      }
    >
      <Loaded query={list} what="the issues">
        {() =>
          entries.length === 0 ? (
            <Empty title="No issue is in this list.">
              <p>Issues come from attempts: a Builder reports what it left undone, an Auditor what it found.</p>
            </Empty>
          ) : (
            <PageRows
              label="Issues"
              count={entries.length}
              estimate={72}
              keyOf={(index) => entries[index]!.id}
              onNearEnd={() => {
                if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
              }}
              row={(index) => <Row entry={entries[index]!} />}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

const Row = ({ entry }: { readonly entry: Entry }) => (
  <div className={styles.row}>
    <div className={styles.key}>
      <Text>{entry.issueKey}</Text>
    </div>
    <div className={styles.marks}>
      <Badge look={STATUS_LOOKS[entry.status]} title={entry.status} />
      <span>{entry.baseSeverity === 'MAJOR' ? '▲ major' : '△ minor'}</span>
      <span className="soft">
        <Text>{entry.category}</Text>
      </span>
    </div>
    <div className={`${styles.facts} soft small`}>
      <span>{ageInWords(entry)}</span>
      <span>seen {counted(entry.occurrenceCount, 'time')}</span>
      <span>
        first in <RunName id={entry.firstSeenRunId} />
        {entry.lastSeenRunId === entry.firstSeenRunId ? null : (
          <>
            , last in <RunName id={entry.lastSeenRunId} />
          </>
        )}
        , <When at={entry.lastSeenAt} />
      </span>
    </div>
  </div>
);

const RunName = ({ id }: { readonly id: string }) => (
  <Link href={runLink(id)}>
    <Text>{id}</Text>
  </Link>
);
