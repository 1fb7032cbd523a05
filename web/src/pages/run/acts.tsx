import { useState } from 'react';
import { useLocation } from 'wouter';

import { execute } from '../../api/execute.js';
import { keyOfRun } from '../../api/keys.js';
import { CancelRun, ContinueRun, SealPlan } from '../../api/operations/run.generated.js';
import { queries } from '../../api/use-data.js';
import { Act } from '../../parts/act.js';
import { Field, LongField } from '../../parts/field.js';
import { inFull } from '../../parts/format.js';
import { RUN_STATES } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { runLink } from '../links.js';
import { AuditAct } from './audit-act.js';
import type { Run } from './head.js';

/** What an operator can do with the run as it is now. */
export const RunActs = ({ run }: { readonly run: Run }) => (
  <>
    <Seal run={run} />
    <AuditAct runId={run.runId} phase={run.currentPhase} />
    <Continue run={run} />
    <Cancel run={run} />
  </>
);

const endOf = ({ isTerminal, state }: Run): string | null =>
  isTerminal ? `The run has ended meanwhile: ${RUN_STATES[state].word}.` : null;

const refresh = (runId: string) => void queries.invalidateQueries({ queryKey: keyOfRun(runId) });

function Seal({ run }: { readonly run: Run }) {
  const { runId } = run;
  return (
    <Act
      label="Start the run"
      kind="primary"
      gone={run.state === 'PLAN_BOOTSTRAP' ? null : (endOf(run) ?? 'The run was started meanwhile.')}
      explanation={
        <p>
          The plan of <Text>{runId}</Text> is closed as it is, its strategy is compiled and frozen, its clock begins,
          and workers get its first phase. The plan cannot grow afterwards.
        </p>
      }
      run={async (idempotencyKey) => (await execute(SealPlan, { input: { runId, idempotencyKey } })).sealPlan.errors}
      onDone={() => refresh(runId)}
    />
  );
}

function Cancel({ run }: { readonly run: Run }) {
  const { runId, nextRunId } = run;
  const [reason, setReason] = useState('');
  return (
    <Act
      label="Cancel the run"
      kind="danger"
      gone={endOf(run)}
      explanation={
        <p>
          The run <Text>{runId}</Text> ends now as cancelled: what workers are doing is stopped, phases that have not
          begun are skipped, and nothing of it can be promoted.
          {nextRunId === null ? '' : ' Runs that wait for it are cancelled with it.'} It cannot be undone; its plan can
          be continued by a new run.
        </p>
      }
      fields={<LongField label="Why? It becomes part of the record." value={reason} onChange={setReason} />}
      isReady={reason.trim() !== ''}
      run={async (idempotencyKey) =>
        (await execute(CancelRun, { input: { runId, reason: reason.trim(), idempotencyKey } })).cancelRun.errors
      }
      onDone={() => refresh(runId)}
    />
  );
}

function Continue({ run }: { readonly run: Run }) {
  const { runId, nextRunId, tokenCap, maxDurationMinutes, continuedByRunId } = run;
  const [, navigate] = useLocation();
  const [tokens, setTokens] = useState('');
  const [minutes, setMinutes] = useState('');
  const [withFollowers, setWithFollowers] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  return (
    <Act
      label="Continue in a new run"
      kind="primary"
      gone={
        run.isTerminal && run.state !== 'DONE_SUCCESS'
          ? continuedByRunId && `Run ${continuedByRunId} continues it meanwhile.`
          : 'The run has not failed.'
      }
      explanation={
        <p>
          A new run is started with the phases that <Text>{runId}</Text> did not complete, on top of what it did
          complete. Its budgets begin anew; the old run stays as it is.
        </p>
      }
      fields={
        <>
          <Field label={`Most tokens of the new run. The old one had ${inFull(tokenCap)}; empty: as the ruleset says.`}>
            {(id) => <Count id={id} value={tokens} onChange={setTokens} />}
          </Field>
          <Field label={`Most minutes. The old one had ${inFull(maxDurationMinutes)}; empty: as the ruleset says.`}>
            {(id) => <Count id={id} value={minutes} onChange={setMinutes} />}
          </Field>
          {nextRunId === null ? null : (
            <label>
              <input
                type="checkbox"
                checked={withFollowers}
                onChange={({ target }) => setWithFollowers(target.checked)}
              />{' '}
              Continue the runs that waited for it, too
            </label>
          )}
        </>
      }
      run={async (idempotencyKey) => {
        const input = {
          runId,
          idempotencyKey,
          tokenCap: countOf(tokens),
          maxDurationMinutes: countOf(minutes),
          withFollowers,
        };
        const { continueRun } = await execute(ContinueRun, { input });
        setMade(continueRun.runs[0]?.runId ?? null);
        if (continueRun.errors.length === 0 && continueRun.runs[0]) navigate(runLink(continueRun.runs[0].runId));
        return continueRun.errors;
      }}
      onDone={() => refresh(made ?? runId)}
    />
  );
}

const countOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

interface CountParts {
  readonly id: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const Count = ({ id, value, onChange }: CountParts) => (
  <input id={id} type="number" min={1} step={1} value={value} onChange={({ target }) => onChange(target.value)} />
);
