import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import { execute } from '../../api/execute.js';
import { keyOfProject } from '../../api/keys.js';
import { PlanPreview, StartPlan } from '../../api/operations/project.generated.js';
import { useData } from '../../api/use-data.js';
import { Act } from '../../parts/act.js';
import { Empty, Loaded, Loading } from '../../parts/notices.js';
import { Panel } from '../../parts/panel.js';
import { foresightLink, runLink } from '../links.js';
import { keepPlan, keptPlan } from './kept-plan.js';
import { PLAN_EXAMPLE } from './plan-example.js';
import { PlanTables } from './plan-tables.js';
import styles from './project.module.css';
import type { ProjectView } from './types.js';

/** A plan is pasted, looked at as the server reads it, and started. */
export default function Start({ project: { projectId } }: { readonly project: ProjectView }) {
  const [plan, setPlan] = useState(() => keptPlan(projectId));
  const [previewed, setPreviewed] = useState<string | null>(null);
  const isCurrent = previewed !== null && previewed === plan;
  const write = (text: string) => {
    setPlan(text);
    keepPlan(projectId, text);
  };
  return (
    <Panel
      title="Start a plan"
      about="A plan in Markdown: tiers as headings, phases below them. Nothing starts before you have seen what the server makes of it."
    >
      <label className={styles.field}>
        The plan
        <textarea
          className={styles.plan}
          value={plan}
          spellCheck={false}
          placeholder={PLAN_EXAMPLE}
          onChange={({ target }) => write(target.value)}
        />
      </label>
      <div className={styles.choices}>
        <button
          type="button"
          data-kind="primary"
          disabled={plan.trim() === '' || isCurrent}
          onClick={() => setPreviewed(plan)}
        >
          Look at it
        </button>
        <Link href={foresightLink(projectId)}>Simulate it first</Link>
      </div>
      {previewed === null ? null : <Preview projectId={projectId} plan={previewed} isCurrent={isCurrent} />}
    </Panel>
  );
}

const CHANGED = 'The plan was changed.';

interface PreviewParts {
  readonly projectId: string;
  readonly plan: string;
  /** False: the text was changed since. */
  readonly isCurrent: boolean;
}

function Preview({ projectId, plan, isCurrent }: PreviewParts) {
  const query = useData([...keyOfProject(projectId), 'preview'], PlanPreview, {
    input: { projectId, planMarkdown: plan },
  });
  if (query.isPlaceholderData) return <Loading what="what the server makes of the plan" />;
  return (
    <Loaded query={query} what="what the server makes of the plan">
      {({ previewStrategy: preview }) => {
        const isWrong = preview.errors.length > 0;
        return (
          <>
            {isWrong ? (
              <Empty title="The plan cannot start yet.">
                <PlanTables.Findings label="What is wrong" findings={preview.errors} />
              </Empty>
            ) : (
              <>
                {preview.warnings.length > 0 ? (
                  <PlanTables.Findings label="Worth knowing before tokens are spent" findings={preview.warnings} />
                ) : null}
                <PlanTables.Totals totals={preview.totals} />
                <PlanTables.Phases preview={preview} />
              </>
            )}
            {isCurrent || isWrong ? null : <p className="soft">{CHANGED} Look at it again to start it.</p>}
            <StartAct
              projectId={projectId}
              plan={plan}
              runs={preview.strategies.length}
              gone={isWrong ? 'The plan cannot start any more: the screen says why.' : isCurrent ? null : CHANGED}
            />
          </>
        );
      }}
    </Loaded>
  );
}

function StartAct({
  projectId,
  plan,
  runs,
  gone,
}: {
  readonly projectId: string;
  readonly plan: string;
  readonly runs: number;
  readonly gone: string | null;
}) {
  const [runId, setRunId] = useState('');
  const [, navigate] = useLocation();
  const [started, setStarted] = useState<string | null>(null);
  if (started !== null) return <Link href={runLink(started)}>To the run</Link>;
  return (
    <div>
      <Act
        label="Start the run"
        kind="primary"
        gone={gone}
        explanation={
          <p>
            {runs > 1 ? `The plan becomes ${runs} runs, one after the other.` : 'The plan becomes one run.'} Workers
            take its phases at once and use tokens, until it ends or is cancelled.
          </p>
        }
        fields={
          <label className={styles.field}>
            Id of the run (left empty: one is made)
            <input value={runId} maxLength={100} onChange={({ target }) => setRunId(target.value)} />
          </label>
        }
        run={async (idempotencyKey) => {
          const { startRunFromPlan } = await execute(StartPlan, {
            input: { projectId, planMarkdown: plan, runId: runId.trim() === '' ? null : runId.trim(), idempotencyKey },
          });
          const [first] = startRunFromPlan.runs;
          if (first) {
            keepPlan(projectId, '');
            setStarted(first.runId);
            navigate(runLink(first.runId));
          }
          return startRunFromPlan.errors;
        }}
      />
    </div>
  );
}
