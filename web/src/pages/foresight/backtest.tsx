import { useState } from 'react';
import { Link } from 'wouter';

import { keyOfProject } from '../../api/keys.js';
import { Backtest, type BacktestQuery, RulesetToTry } from '../../api/operations/foresight.generated.js';
import { useData } from '../../api/use-data.js';
import { Figure, Figures } from '../../parts/figures.js';
import { inFull } from '../../parts/format.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Panel } from '../../parts/panel.js';
import { ReasonLine } from '../../parts/reasons.js';
import { Badge, RunStateWord } from '../../parts/state-word.js';
import { Table } from '../../parts/table.js';
import { Text } from '../../parts/text.js';
import { runLink } from '../links.js';
import { PlanTables } from '../project/plan-tables.js';
import styles from './foresight.module.css';
import { changedFirst, OUTCOMES, rulesetIn } from './outcomes.js';

type Result = BacktestQuery['backtestRuleset'];

/** Past runs that are decided again. */
const LAST = 100;

/** Past runs are decided again under another ruleset: which of them would have ended differently? */
export function BacktestPart({ projectId, newest }: { readonly projectId: string; readonly newest: number }) {
  const [text, setText] = useState<string | null>(null);
  const [ruleset, setRuleset] = useState<Readonly<Record<string, unknown>> | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const start = useData(
    [...keyOfProject(projectId), 'ruleset to try'],
    RulesetToTry,
    { projectId },
    { enabled: newest > 0 },
  );
  const document = start.data?.ruleset?.document;
  const draft = text ?? (document === undefined ? '' : JSON.stringify(document, null, 2));
  const ask = () => {
    const read = rulesetIn(draft);
    setFault(read.fault);
    if (read.document) setRuleset(read.document);
  };
  return (
    <>
      <Panel
        title="The ruleset to try"
        about={`The last ${LAST} ended runs are decided again, event by event, with the attempts that they really had. Nothing is changed.`}
      >
        <label className={styles.field}>
          Ruleset in JSON{newest > 0 ? `; it begins as version ${newest}` : ''}
          <textarea
            className={styles.plan}
            value={draft}
            spellCheck={false}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        {fault === null ? null : <p role="alert">✕ {fault}</p>}
        <div className={styles.choices}>
          <button type="button" data-kind="primary" disabled={draft.trim() === ''} onClick={ask}>
            Back-test
          </button>
        </div>
      </Panel>
      {ruleset === null ? null : <Tested projectId={projectId} ruleset={ruleset} />}
    </>
  );
}

interface TestedParts {
  readonly projectId: string;
  readonly ruleset: Readonly<Record<string, unknown>>;
}

function Tested({ projectId, ruleset }: TestedParts) {
  const query = useData([...keyOfProject(projectId), 'backtest'], Backtest, {
    input: { projectId, ruleset, last: LAST },
  });
  if (query.isPlaceholderData || (query.isFetching && query.data === undefined))
    return <p role="status">Past runs are being decided again …</p>;
  return (
    <Loaded query={query} what="the back-test">
      {({ backtestRuleset: result }) => {
        if (result.errors.length > 0)
          return (
            <Empty title="The ruleset cannot be tried.">
              <PlanTables.Findings label="What is wrong" findings={result.errors} />
            </Empty>
          );
        return result.runs.length === 0 ? (
          <Empty title="No run of this project has ended yet." />
        ) : (
          <Outcomes result={result} />
        );
      }}
    </Loaded>
  );
}

const Outcomes = ({ result: { runs, same, otherEnd, unknown } }: { readonly result: Result }) => (
  <Panel title="What would have changed">
    <Figures>
      <Figure name="Same end">{inFull(same)}</Figure>
      <Figure name="Another end">{inFull(otherEnd)}</Figure>
      <Figure name="Unknown" beside="they go on where the past has no attempts">
        {inFull(unknown)}
      </Figure>
    </Figures>
    <Table label="Runs" columns={['Run', 'Outcome', 'Ended as', 'Would end as', 'Why']}>
      {changedFirst(runs).map(({ runId, outcome, before, after, atSeq, reason }) => (
        <tr key={runId}>
          <td>
            <Link href={runLink(runId)}>
              <Text>{runId}</Text>
            </Link>
          </td>
          <td>
            <Badge look={OUTCOMES[outcome]} title={outcome} />
          </td>
          <td>
            <RunStateWord state={before} />
          </td>
          <td>{after === null ? <span className="soft">not known</span> : <RunStateWord state={after} />}</td>
          <td>
            {reason === null ? null : <ReasonLine reason={reason} />}
            {atSeq === null ? null : <span className="soft small"> from event {inFull(atSeq)} on</span>}
          </td>
        </tr>
      ))}
    </Table>
  </Panel>
);
