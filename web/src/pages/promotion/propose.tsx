import { useId, useState } from 'react';

import { Act } from '../../parts/act.js';
import { FORGE_NAMES } from '../../parts/forges.js';
import { Text } from '../../parts/text.js';
import { changeName, proposalWord } from './change-words.js';
import type { PromotionRun } from './page.js';
import { whyNot } from './promotion-words.js';
import { sendPromotion } from './send-promotion.js';
import { TargetField } from './target-field.js';

/** The button that proposes the run on the forge of its project's remote: there for those who may, while nothing is proposed. */
export function Propose({ run }: { readonly run: PromotionRun }) {
  const id = useId();
  const [branch, setBranch] = useState('');
  const { promotion, project, runId, integrationBranch } = run;
  const label = proposalWord(run);
  const forge = project.remote?.forge ?? 'GITHUB';
  return (
    <Act
      label={label ?? `Open a ${changeName(forge)}`}
      kind="primary"
      gone={label === null ? whyNot(run) : null}
      explanation={
        <>
          <p>
            The Supervisor opens a {changeName(forge)} on {FORGE_NAMES[forge]} for{' '}
            <code>
              <Text>{integrationBranch ?? runId}</Text>
            </code>
            , with the text below. People merge it there; the run counts as promoted when they have.
          </p>
          <p className="soft">
            {promotion.eligible
              ? 'No branch of people is moved.'
              : 'It is a draft as long as the run lacks something. No branch of people is moved.'}
          </p>
        </>
      }
      fields={<TargetField id={id} branch={branch} usual={project.defaultBranch} onChange={setBranch} />}
      run={(idempotencyKey) => sendPromotion({ runId, idempotencyKey, kind: 'PULL_REQUEST', targetBranch: branch })}
    />
  );
}
