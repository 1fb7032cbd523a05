import { useState } from 'react';

import { execute } from '../../api/execute.js';
import { PROJECTS } from '../../api/keys.js';
import { SetDispatch } from '../../api/operations/project.generated.js';
import { queries } from '../../api/use-data.js';
import { Act } from '../../parts/act.js';
import type { ProjectView } from './types.js';

interface DispatchParts {
  readonly project: ProjectView;
  readonly isStop: boolean;
}

/** Stops or resumes the handing out of work. */
export const DispatchActs = ({ project }: { readonly project: ProjectView }) => (
  <>
    <DispatchAct project={project} isStop />
    <DispatchAct project={project} isStop={false} />
  </>
);

function DispatchAct({ project: { projectId, dispatching }, isStop }: DispatchParts) {
  const [reason, setReason] = useState('');
  return (
    <Act
      label={isStop ? 'Stop dispatch' : 'Resume dispatch'}
      gone={isStop === dispatching ? null : `Dispatch was ${isStop ? 'stopped' : 'resumed'} meanwhile.`}
      explanation={
        isStop ? (
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
            dispatching: !isStop,
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
