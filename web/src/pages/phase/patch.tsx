import { Link } from 'wouter';

import { DiffView } from '../../parts/diff/diff.js';
import { asBytes } from '../../parts/format.js';
import type { AttemptParts } from './attempt.js';
import { patchAttemptOf } from './attempt-words.js';
import { WithFile } from './files.js';
import { attemptSearch } from './selection.js';

/** The patch that the attempt submitted, or that it reviewed. */
export function Patch({ runId, phase, attempt }: AttemptParts) {
  const owner = patchAttemptOf(attempt, phase.attempts);
  const file = owner?.artefacts.find(({ kind }) => kind === 'patch');
  if (!owner || !file)
    return (
      <p className="soft">
        {attempt.state === 'LEASED'
          ? 'There is no patch yet: it is submitted when the attempt ends.'
          : 'The attempt submitted no patch.'}
      </p>
    );
  return (
    <>
      {owner.number === attempt.number ? null : (
        <p className="soft">
          This is the patch of <Link href={attemptSearch(owner.number, 'summary')}>attempt {owner.number}</Link>, which
          this attempt looked at.
        </p>
      )}
      <WithFile runId={runId} file={file}>
        {(text) => <DiffView patch={text} />}
      </WithFile>
      <p className="soft small">
        {asBytes(file.sizeBytes)} in <code>{file.path}</code> below the run’s directory, SHA-256{' '}
        <code>{file.sha256.slice(0, 12)}</code>
      </p>
    </>
  );
}
