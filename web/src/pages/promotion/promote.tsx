import { useId, useState } from 'react';

import { Act } from '../../parts/act.js';
import { Text } from '../../parts/text.js';
import type { PromotionRun } from './page.js';
import { whyNot } from './promotion-words.js';
import { sendPromotion } from './send-promotion.js';
import { TargetField } from './target-field.js';

/** The button: there while a promotion is possible, for those who may do it. */
export function Promote({ run }: { readonly run: PromotionRun }) {
  const id = useId();
  const [branch, setBranch] = useState('');
  const { promotion, project, runId, headCommit } = run;
  const isPossible = promotion.promotedAt === null && promotion.eligible && promotion.obstacles.length === 0;
  const target = branch.trim() || project.defaultBranch;
  return (
    <Act
      label="Promote"
      kind="primary"
      gone={isPossible ? null : whyNot(run)}
      explanation={
        <>
          <p>
            {target ? (
              <>
                Branch{' '}
                <code>
                  <Text>{target}</Text>
                </code>
              </>
            ) : (
              'The branch that HEAD of the repository names'
            )}{' '}
            moves to commit <code title={headCommit ?? ''}>{headCommit?.slice(0, 12)}</code>, the last snapshot of run{' '}
            <Text>{runId}</Text>: by fast-forward, or by a merge commit above it if the branch has moved on.
          </p>
          <p className="soft">
            Files that are checked out there follow. Nothing else moves, and a run is promoted once; undoing it is work
            for git.
          </p>
        </>
      }
      fields={<TargetField id={id} branch={branch} usual={project.defaultBranch} onChange={setBranch} />}
      run={(idempotencyKey) => sendPromotion({ runId, idempotencyKey, kind: 'MERGE', targetBranch: branch })}
    />
  );
}
