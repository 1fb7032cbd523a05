import { useState } from 'react';
import { Link } from 'wouter';

import { keyOfProject } from '../../api/keys.js';
import { Simulate, type SimulateQuery } from '../../api/operations/foresight.generated.js';
import { useData } from '../../api/use-data.js';
import { Spread } from '../../charts/spread.js';
import { asDuration, asPercent, inFull, inShort } from '../../parts/format.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Panel } from '../../parts/panel.js';
import { RunStateWord } from '../../parts/state-word.js';
import { Table } from '../../parts/table.js';
import { Text } from '../../parts/text.js';
import { projectLink } from '../links.js';
import { keepPlan, keptPlan } from '../project/kept-plan.js';
import { PLAN_EXAMPLE } from '../project/plan-example.js';
import { PlanTables } from '../project/plan-tables.js';
import styles from './foresight.module.css';

type Result = SimulateQuery['simulatePlan'];

interface SimulationRequest {
  readonly plan: string;
  readonly plays: number;
  readonly learned: boolean;
}

/** A plan is played many times against a model of how phases go. */
export function SimulationPart({ projectId }: { readonly projectId: string }) {
  const [plan, setPlan] = useState(() => keptPlan(projectId));
  const [plays, setPlays] = useState(200);
  const [learned, setLearned] = useState(true);
  const [request, setRequest] = useState<SimulationRequest | null>(null);
  return (
    <>
      <Panel
        title="The plan"
        about="It is played many times by the decisions that would judge a real run; only how phases go is guessed. No token is used."
      >
        <label className={styles.field}>
          Plan in Markdown
          <textarea
            className={styles.plan}
            value={plan}
            placeholder={PLAN_EXAMPLE}
            spellCheck={false}
            onChange={({ target }) => {
              setPlan(target.value);
              keepPlan(projectId, target.value);
            }}
          />
        </label>
        <div className={styles.choices}>
          <label className={styles.field}>
            How often
            <select value={plays} onChange={({ target }) => setPlays(Number(target.value))}>
              {[50, 200, 1_000].map((count) => (
                <option key={count} value={count}>
                  {inFull(count)} times
                </option>
              ))}
            </select>
          </label>
          <label className={styles.check}>
            <input type="checkbox" checked={learned} onChange={({ target }) => setLearned(target.checked)} /> Learn from
            past runs of this project
          </label>
          <button
            type="button"
            data-kind="primary"
            disabled={plan.trim() === ''}
            onClick={() => setRequest({ plan, plays, learned })}
          >
            Simulate
          </button>
        </div>
      </Panel>
      {request === null ? null : <Played projectId={projectId} request={request} />}
    </>
  );
}

interface PlayedParts {
  readonly projectId: string;
  readonly request: SimulationRequest;
}

function Played({ projectId, request: { plan, plays, learned } }: PlayedParts) {
  const query = useData([...keyOfProject(projectId), 'simulation'], Simulate, {
    input: { projectId, planMarkdown: plan, plays, learned },
  });
  if (query.isPlaceholderData || (query.isFetching && query.data === undefined))
    return <p role="status">The plan is being played …</p>;
  return (
    <Loaded query={query} what="the simulation">
      {({ simulatePlan }) =>
        simulatePlan.errors.length > 0 ? (
          <Empty title="The plan cannot be played.">
            <PlanTables.Findings label="What is wrong" findings={simulatePlan.errors} />
          </Empty>
        ) : (
          <>
            <p>
              <Link href={`${projectLink(projectId)}?tab=start`}>Look at this plan and start it</Link>
            </p>
            <Results result={simulatePlan} />
          </>
        )
      }
    </Loaded>
  );
}

const Results = ({ result }: { readonly result: Result }) => (
  <>
    <OddsPanel result={result} />
    <Panel title="What it would take">
      <div className={styles.spreads}>
        <Spread name="Tokens of the run" distribution={result.tokens} words={inShort} />
        <Spread name="Time of the run" distribution={result.minutes} words={(minutes) => asDuration(minutes * 60)} />
        <Spread name="CI runs" distribution={result.ciRuns} words={inFull} />
      </div>
    </Panel>
    <BudgetsPanel budgets={result.budgets} />
    <PhasesPanel phases={result.phases} />
  </>
);

const OddsPanel = ({ result: { odds, plays, seed, modelEvidence } }: { readonly result: Result }) => (
  <Panel
    title="How it would end"
    about={`Played ${inFull(plays)} times, seed ${seed}: the same seed gives the same answer.`}
  >
    <ul className={styles.odds}>
      {odds.map(({ state, reason, probability, low, high }) => (
        <li key={`${state} ${reason}`}>
          <span className={styles.share}>{asPercent(probability)}</span>
          <meter className={styles.meter} min={0} max={1} value={probability} aria-label={`Probability of ${state}`} />
          <span>
            <RunStateWord state={state} /> {reason === null ? null : <code className="small">{reason}</code>}{' '}
            <span className="soft small">
              between {asPercent(low)} and {asPercent(high)}
            </span>
          </span>
        </li>
      ))}
    </ul>
    {modelEvidence.length > 0 ? (
      <details>
        <summary>What the model rests on</summary>
        <ul>
          {modelEvidence.slice(0, 100).map((line) => (
            <li key={line}>
              <Text>{line}</Text>
            </li>
          ))}
        </ul>
      </details>
    ) : null}
  </Panel>
);

function BudgetsPanel({ budgets }: { readonly budgets: Result['budgets'] }) {
  if (budgets.length === 0) return <Panel title="Budgets">No budget ended a play.</Panel>;
  return (
    <Panel title="Which budget ends it" about="And how often it would succeed with half or twice of it.">
      <Table
        label="Budgets that ended plays"
        columns={[
          'Budget',
          ['Plays it ended', 'number'],
          ['Success with half', 'number'],
          ['Success with double', 'number'],
        ]}
      >
        {budgets.map(({ scope, name, share, successWithHalf, successWithDouble }) => (
          <tr key={`${scope} ${name}`}>
            <td>
              <code>{name}</code> of the {scope.toLowerCase()}
            </td>
            <td data-number>{asPercent(share)}</td>
            <td data-number>{asPercent(successWithHalf)}</td>
            <td data-number>{asPercent(successWithDouble)}</td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

/** Rows that are displayed: the phases that matter most. */
const MOST = 20;

function PhasesPanel({ phases }: { readonly phases: Result['phases'] }) {
  const risky = [...phases].sort((a, b) => b.fails - a.fails || b.tokenShare - a.tokenShare).slice(0, MOST);
  return (
    <Panel
      title="Phases that fail most often"
      about={phases.length > MOST ? `The first ${MOST} of ${inFull(phases.length)}.` : undefined}
    >
      <Table label="Phases" columns={['Phase', ['Fails', 'number'], ['Share of the tokens', 'number']]}>
        {risky.map(({ phaseId, fails, tokenShare }) => (
          <tr key={phaseId}>
            <td>
              <Text>{phaseId}</Text>
            </td>
            <td data-number>{asPercent(fails)}</td>
            <td data-number>{asPercent(tokenShare)}</td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
