import { useMemo } from 'react';
import { useSearchParams } from 'wouter';

import { RUNS } from '../../api/keys.js';
import { RunListCounts } from '../../api/operations/runs.generated.js';
import { useData } from '../../api/use-data.js';
import { Empty, ErrorBox, Loading } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { useRowKeys } from '../../parts/row-keys.js';
import { PageRows } from '../../parts/rows.js';
import { Attention } from './attention.js';
import { FilterBar } from './filter-bar.js';
import { addressOf, countsWithin, filterOf, type ListFilter } from './filters.js';
import { RunRow } from './run-row.js';
import styles from './run-row.module.css';
import { type RunRows, useRunList } from './use-run-list.js';

/** Pixels of a usual row. */
const ROW = 72;

/** The first screen: what runs, what is stuck and why, what needs the reader. */
export default function Runs() {
  const [address, setAddress] = useSearchParams();
  const text = address.toString();
  const filter = useMemo(() => filterOf(new URLSearchParams(text)), [text]);
  const change = (next: ListFilter) => setAddress(addressOf(next), { replace: next.text !== filter.text });
  const list = useRunList(filter);
  const counts = useData([...RUNS, 'counts'], RunListCounts, {}).data?.runCounts;
  const projects = useMemo(
    () => [...new Set(counts?.flatMap((each) => each.projects.map(({ projectId }) => projectId)))].sort(),
    [counts],
  );
  useRowKeys();
  return (
    <Page title="Runs">
      <Attention projectId={filter.projectId} />
      <FilterBar
        filter={filter}
        counts={counts && countsWithin(counts, filter.projectId)}
        projects={projects}
        onChange={change}
      />
      <List list={list} isNarrowed={Object.keys(addressOf(filter)).length > 0} onAll={() => setAddress({})} />
    </Page>
  );
}

interface ListParts {
  readonly list: RunRows;
  readonly isNarrowed: boolean;
  readonly onAll: () => void;
}

function List({ list: { rows, isLoaded, error, isOlder, loadMore, retry }, isNarrowed, onAll }: ListParts) {
  const trouble = error ? <ErrorBox error={error} onRetry={retry} /> : null;
  if (!isLoaded) return trouble ?? <Loading what="the runs" />;
  return (
    <>
      {trouble}
      {rows.length === 0 && !isOlder ? (
        isNarrowed ? (
          <Empty title="No run is like that.">
            <button type="button" onClick={onAll}>
              All runs
            </button>
          </Empty>
        ) : (
          <Empty title="No run yet.">
            <p>
              Start one with <code>autopack run start PLAN.md --project ID</code>, or paste a plan on the screen of a
              project.
            </p>
          </Empty>
        )
      ) : (
        <div aria-busy={isOlder} className={styles.rows}>
          <PageRows
            label="Runs"
            count={rows.length}
            estimate={ROW}
            keyOf={(index) => rows[index]!.id}
            row={(index) => <RunRow run={rows[index]!} />}
            onNearEnd={loadMore}
          />
        </div>
      )}
    </>
  );
}
