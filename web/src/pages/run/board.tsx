import { useMemo, useState } from 'react';
import { Link } from 'wouter';

import { RunBoard, RunBoardLive } from '../../api/operations/run.generated.js';
import { useRunData } from '../../live/use-run-data.js';
import { counted, inFull, inShort } from '../../parts/format.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { FrameRows } from '../../parts/rows.js';
import { PhaseStateWord, TierStateWord } from '../../parts/state-word.js';
import { ROLES } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { phaseLink } from '../links.js';
import styles from './board.module.css';
import { type BoardPhase, type BoardRow, boardRows, currentRow } from './board-rows.js';

const ROW_PX = 40;
/** Rows that are in the page as they are; more are in a list of their own that scrolls. */
const MOST_ROWS = 40;

/** Tiers and phases in their order, each with its state, attempts, tokens and holder. */
export function Board({ runId }: { readonly runId: string }) {
  const board = useRunData(runId, RunBoard, RunBoardLive);
  return (
    <Loaded query={board} what="the board">
      {({ run }) => (run === null ? null : <Rows runId={runId} rows={boardRows(run)} />)}
    </Loaded>
  );
}

function Rows({ runId, rows }: { readonly runId: string; readonly rows: readonly BoardRow[] }) {
  const current = useMemo(() => currentRow(rows), [rows]);
  const [wanted, setWanted] = useState<number | undefined>();
  if (rows.length === 0) return <Empty title="The plan has no tier yet." />;
  const row = (index: number) => <Row runId={runId} row={rows[index]!} isCurrent={index === current} />;
  const keyOf = (index: number) => {
    const each = rows[index]!;
    return each.kind === 'tier' ? each.tier.id : each.phase.id;
  };
  if (rows.length <= MOST_ROWS)
    return (
      <div role="list" aria-label="Tiers and phases" className={styles.all}>
        {rows.map((_, index) => (
          <div key={keyOf(index)} role="listitem">
            {row(index)}
          </div>
        ))}
      </div>
    );
  return (
    <>
      {current >= 0 ? (
        <p>
          <button type="button" onClick={() => setWanted(current)} onBlur={() => setWanted(undefined)}>
            To the phase that is next
          </button>
        </p>
      ) : null}
      <FrameRows
        label="Tiers and phases"
        count={rows.length}
        estimate={ROW_PX}
        keyOf={keyOf}
        row={row}
        index={wanted}
      />
    </>
  );
}

interface RowParts {
  readonly runId: string;
  readonly row: BoardRow;
  readonly isCurrent: boolean;
}

function Row({ runId, row, isCurrent }: RowParts) {
  if (row.kind === 'phase') return <PhaseRow runId={runId} phase={row.phase} isCurrent={isCurrent} />;
  const { tier, place, complete, phases } = row;
  return (
    <div className={styles.tier}>
      <h3>
        Tier {place}: <Text>{tier.name || tier.tierId}</Text>
      </h3>
      <TierStateWord state={tier.state} />
      <span className="soft small">
        {inFull(complete)} of {counted(phases, 'phase')} complete · {inShort(tier.tokensUsed)} of{' '}
        {inShort(tier.tokenCap)} tokens · {inFull(tier.ciRunsUsed)} of {counted(tier.ciRunCap, 'CI run')}
      </span>
      {tier.cleanlinessReasons.map(({ code, message }) => (
        <p key={code} className={styles.unclean}>
          <span aria-hidden="true">! </span>
          <Text>{message}</Text> <code className="soft small">{code}</code>
        </p>
      ))}
    </div>
  );
}

function PhaseRow({
  runId,
  phase,
  isCurrent,
}: {
  readonly runId: string;
  readonly phase: BoardPhase;
  readonly isCurrent: boolean;
}) {
  const issues = phase.majorIssuesCount + phase.minorIssuesCount;
  return (
    <div className={styles.phase} data-current={isCurrent || undefined}>
      <span className={styles.number}>{phase.phaseIndex + 1}</span>
      <PhaseStateWord state={phase.state} />
      <Link href={phaseLink(runId, phase.phaseId)} className={styles.name}>
        <Text>{phase.name || phase.phaseId}</Text>
      </Link>
      <span className={styles.holder}>
        {phase.holder ? (
          <>
            <span className="soft">{ROLES[phase.holder.role]} </span>
            <Text>{phase.holder.workerId}</Text>
          </>
        ) : null}
        {issues > 0 ? (
          <span className="soft">
            {phase.holder ? ' · ' : ''}
            {counted(issues, 'issue')}
          </span>
        ) : null}
      </span>
      <span className={styles.figure} title="Builder attempts, and the most there may be">
        {attemptsOf(phase)}
      </span>
      <span
        className={styles.figure}
        title={`Tokens: ${inFull(phase.tokensUsed)} of ${inFull(phase.incidentTokenCap)}`}
      >
        {phase.tokensUsed > 0 ? `${inShort(phase.tokensUsed)} tokens` : ''}
      </span>
    </div>
  );
}

const attemptsOf = ({ builderAttempts, maxBuilderAttempts, auditorAttempts }: BoardPhase): string =>
  [
    builderAttempts > 0 ? `${builderAttempts} of ${counted(maxBuilderAttempts, 'attempt')}` : '',
    auditorAttempts > 0 ? counted(auditorAttempts, 'audit') : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
