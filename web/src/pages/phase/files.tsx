import type { ReactNode } from 'react';
import { Link } from 'wouter';

import { keyOfFile } from '../../api/keys.js';
import {
  type PhaseAttemptFragment as Attempt,
  type PhaseFileFragment,
  PhaseFileText,
} from '../../api/operations/phase.generated.js';
import { useData } from '../../api/use-data.js';
import { DiffView } from '../../parts/diff/diff.js';
import { asBytes } from '../../parts/format.js';
import { Log } from '../../parts/log.js';
import { Loaded } from '../../parts/notices.js';
import { Text } from '../../parts/text.js';
import { attemptLink } from '../links.js';
import type { AttemptParts } from './attempt.js';
import styles from './phase.module.css';

const KINDS: Readonly<Record<string, string>> = {
  patch: 'Patch',
  log: 'Log',
  report: 'Test report',
  result: 'Result',
};

export const fileWords = (file: PhaseFileFragment): string => KINDS[file.kind] ?? file.kind;

export const baseName = ({ path }: Pick<PhaseFileFragment, 'path'>): string => path.slice(path.lastIndexOf('/') + 1);

/** Where a file of an attempt is opened. */
export const fileLink = (
  { runId, phaseId, number }: Pick<Attempt, 'runId' | 'phaseId' | 'number'>,
  path: string,
): string => `${attemptLink(runId, phaseId, number, 'files')}&file=${encodeURIComponent(path)}`;

interface NamedFile {
  readonly file: PhaseFileFragment;
  readonly words: string;
}

/** Those of the attempt itself, then those of its tries of CI. A CI attempt has its try's files too: each is named once. */
function filesOf({ artefacts, ciTries }: Attempt): readonly NamedFile[] {
  const named = new Map<string, NamedFile>();
  for (const { number, artefacts: left } of ciTries)
    for (const file of left) named.set(file.path, { file, words: `${fileWords(file)} of CI try ${number}` });
  const own = artefacts.filter(({ path }) => !named.has(path)).map((file) => ({ file, words: fileWords(file) }));
  return [...own, ...named.values()];
}

/** What the attempt left, and what its tries of CI left; the address names the one that is opened. */
export function Files({ runId, attempt, path }: AttemptParts & { readonly path: string | null }) {
  const files = filesOf(attempt);
  const opened = files.find(({ file }) => file.path === path)?.file;
  if (files.length === 0) return <p className="soft">The attempt left no files.</p>;
  return (
    <>
      <ul className={styles.list}>
        {files.map(({ file, words }) => (
          <li key={file.path}>
            <Link href={fileLink(attempt, file.path)} aria-current={file === opened ? 'page' : undefined}>
              {words}
            </Link>{' '}
            <span className="soft small">
              {asBytes(file.sizeBytes)} · <Text>{file.path}</Text>
            </span>
          </li>
        ))}
      </ul>
      {opened ? <FileText key={opened.path} runId={runId} file={opened} /> : null}
    </>
  );
}

interface FileParts {
  readonly runId: string;
  readonly file: PhaseFileFragment;
}

/** A file as it reads best: a patch as one, everything else as numbered lines. */
export const FileText = ({ runId, file }: FileParts) => (
  <section aria-label={`${fileWords(file)} ${file.path}`} className={styles.list}>
    <h3>{fileWords(file)}</h3>
    <WithFile runId={runId} file={file}>
      {(text) =>
        file.kind === 'patch' ? (
          <DiffView patch={text} fileName={baseName(file)} />
        ) : (
          <Log text={text} label={fileWords(file)} fileName={baseName(file)} />
        )
      }
    </WithFile>
  </section>
);

/** The text of a file, when it is there. */
export function WithFile({ runId, file, children }: FileParts & { readonly children: (text: string) => ReactNode }) {
  const query = useData(
    keyOfFile(runId, file.sha256),
    PhaseFileText,
    { runId, path: file.path },
    { staleTime: Infinity },
  );
  return (
    <Loaded query={query} what="the file">
      {({ artefact }) =>
        typeof artefact?.content === 'string' ? (
          children(artefact.content)
        ) : (
          <p className="soft">
            {file.sizeBytes > MOST_BYTES
              ? `The file has ${asBytes(file.sizeBytes)}; the API gives texts up to 1 MiB.`
              : 'The file is missing, or is not the one that was submitted: its SHA-256 differs.'}{' '}
            It is <code>{file.path}</code> below the run’s directory on the server.
          </p>
        )
      }
    </Loaded>
  );
}

const MOST_BYTES = 1_048_576;
