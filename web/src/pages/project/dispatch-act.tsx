import { useState } from 'react';

import { execute } from '../../api/execute.js';
import { PROJECTS } from '../../api/keys.js';
import { SetDispatch } from '../../api/operations/project.generated.js';
import { queries } from '../../api/use-data.js';
import { Act } from '../../parts/act.js';
import type { ProjectView } from './types.js';

/** Stops or resumes the handing out of work. */
export function DispatchAct({ project: { projectId, dispatching } }: { readonly project: ProjectView }) {
  const [reason, setReason] = useState('');
  return (
    <Act
      label={dispatching ? 'Stop dispatch' : 'Resume dispatch'}
      explanation={
        dispatching ? (
          <p>
            No phase of this project is handed out until dispatch is resumed. Attempts at work go on and may submit.
            Clocks run on: deadlines of runs are not moved.
          </p>
        ) : (
          <p>Phases that are ready are handed out again, at once.</p>
        )
      }
      fields={
        <label>
          Reason (others read it){' '}
          <input value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
        </label>
      }
      run={async (idempotencyKey) => {
        const { setDispatch } = await execute(SetDispatch, {
          input: {
            projectId,
            dispatching: !dispatching,
            reason: reason.trim() === '' ? null : reason.trim(),
            idempotencyKey,
          },
        });
        return setDispatch.errors;
      }}
      onDone={() => {
        setReason('');
        void queries.invalidateQueries({ queryKey: PROJECTS });
      }}
    />
  );
}
