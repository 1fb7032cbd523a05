import { type ReactNode, useId, useState } from 'react';
import { useLocation } from 'wouter';

import { execute } from '../../api/execute.js';
import { keyOfRun } from '../../api/keys.js';
import { CancelRun, ContinueRun, RequestAudit, SealPlan } from '../../api/operations/run.generated.js';
import { queries } from '../../api/use-data.js';
import { Act } from '../../parts/act.js';
import { inFull } from '../../parts/format.js';
import { Text } from '../../parts/text.js';
import { runLink } from '../links.js';
import type { Run } from './head.js';

/** What an operator can do with the run as it is now. */
export function RunActs({ run }: { readonly run: Run }) {
  const isFailed = run.isTerminal && run.state !== 'DONE_SUCCESS';
  return (
    <>
      {run.state === 'PLAN_BOOTSTRAP' ? <Seal run={run} /> : null}
      {run.currentPhase ? <Audit run={run} phase={run.currentPhase} /> : null}
      {isFailed && run.continuedByRunId === null ? <Continue run={run} /> : null}
      {run.isTerminal ? null : <Cancel run={run} />}
    </>
  );
}

const refresh = (runId: string) => void queries.invalidateQueries({ queryKey: keyOfRun(runId) });

function Seal({ run: { runId } }: { readonly run: Run }) {
  return (
    <Act
      label="Start the run"
      kind="primary"
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

function Cancel({ run: { runId, nextRunId } }: { readonly run: Run }) {
  const [reason, setReason] = useState('');
  return (
    <Act
      label="Cancel the run"
      kind="danger"
      explanation={
        <p>
          The run <Text>{runId}</Text> ends now as cancelled: what workers are doing is stopped, phases that have not
          begun are skipped, and nothing of it can be promoted.
          {nextRunId === null ? '' : ' Runs that wait for it are cancelled with it.'} It cannot be undone; its plan can
          be continued by a new run.
        </p>
      }
      fields={
        <Field label="Why? It becomes part of the record.">
          {(id) => (
            <textarea
              id={id}
              rows={3}
              maxLength={10_000}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
      }
      isReady={reason.trim() !== ''}
      run={async (idempotencyKey) =>
        (await execute(CancelRun, { input: { runId, reason: reason.trim(), idempotencyKey } })).cancelRun.errors
      }
      onDone={() => refresh(runId)}
    />
  );
}

function Continue({ run: { runId, nextRunId, tokenCap, maxDurationMinutes } }: { readonly run: Run }) {
  const [, navigate] = useLocation();
  const [tokens, setTokens] = useState('');
  const [minutes, setMinutes] = useState('');
  const [withFollowers, setWithFollowers] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  return (
    <Act
      label="Continue in a new run"
      kind="primary"
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

interface AuditParts {
  readonly run: Run;
  readonly phase: { readonly phaseId: string; readonly state: string };
}

/** For the phase at work: in the gate at once, while it is built with its next result. */
function Audit({ run: { runId }, phase: { phaseId } }: AuditParts) {
  const [focus, setFocus] = useState('');
  return (
    <Act
      label="Request an audit"
      explanation={
        <p>
          An Auditor reviews the patch of phase <Text>{phaseId}</Text> before it is accepted. It costs tokens of the
          phase, and the run waits for it.
        </p>
      }
      fields={
        <Field label="What should be reviewed? May be left empty.">
          {(id) => (
            <textarea
              id={id}
              rows={3}
              maxLength={10_000}
              value={focus}
              onChange={({ target }) => setFocus(target.value)}
            />
          )}
        </Field>
      }
      run={async (idempotencyKey) => {
        const input = { runId, phaseId, idempotencyKey, ...(focus.trim() === '' ? {} : { focus: focus.trim() }) };
        return (await execute(RequestAudit, { input })).requestAudit.errors;
      }}
      onDone={() => refresh(runId)}
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

function Field({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </>
  );
}
