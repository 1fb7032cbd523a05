import { useState } from 'react';

import { execute } from '../../api/execute.js';
import { keyOfRun } from '../../api/keys.js';
import { RequestAudit } from '../../api/operations/run.generated.js';
import { queries } from '../../api/use-data.js';
import { Act } from '../../parts/act.js';
import { LongField } from '../../parts/field.js';
import { Text } from '../../parts/text.js';

interface Phase {
  readonly phaseId: string;
  readonly state: string;
  /** Why the server would refuse it; null: it would not. */
  readonly auditRefusal: { readonly message: string } | null;
}

/** For whatever phase the server would accept it of: in the gate at once, in the queue with its next result. Null: there is no phase now. */
export function AuditAct({ runId, phase }: { readonly runId: string; readonly phase: Phase | null }) {
  const [focus, setFocus] = useState('');
  // One who was asked about a phase must not request the audit of the next one.
  const [requested, setRequested] = useState<Phase | null>(null);
  const { phaseId, state } = requested ?? phase ?? { phaseId: '', state: '' };
  return (
    <Act
      label="Request an audit"
      onAsk={(isOpen) => setRequested(isOpen ? phase : null)}
      gone={phase?.phaseId === phaseId ? phase.auditRefusal?.message : `Phase ${phaseId} is not at work any more.`}
      explanation={
        <p>
          An Auditor reviews the {state === 'QUEUED' ? 'next patch' : 'patch'} of phase <Text>{phaseId}</Text> before it
          is accepted. It costs tokens of the phase, and the run waits for it.
        </p>
      }
      fields={<LongField label="What should be reviewed? May be left empty." value={focus} onChange={setFocus} />}
      run={async (idempotencyKey) => {
        const input = { runId, phaseId, idempotencyKey, ...(focus.trim() === '' ? {} : { focus: focus.trim() }) };
        return (await execute(RequestAudit, { input })).requestAudit.errors;
      }}
      onDone={() => void queries.invalidateQueries({ queryKey: keyOfRun(runId) })}
    />
  );
}
