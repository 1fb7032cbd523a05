import type { ReactNode } from 'react';
import { Link } from 'wouter';

import { keyOfFile } from '../../api/keys.js';
import { type PhaseFileFragment, PhaseFileText } from '../../api/operations/phase.generated.js';
import { useData } from '../../api/use-data.js';
import { DiffView } from '../../parts/diff/diff.js';
import { asBytes } from '../../parts/format.js';
import { Log } from '../../parts/log.js';
import { Loaded } from '../../parts/notices.js';
import { Text } from '../../parts/text.js';
import type { AttemptParts } from './attempt.js';
import styles from './phase.module.css';

const KINDS: Readonly<Record<string, string>> = {
  patch: 'Patch',
  log: 'Log',
  report: 'Test report',
  result: 'Result',
};

export const fileWords = (file: PhaseFileFragment): string => KINDS[file.kind] ?? file.kind;

export const fileSearch = (attempt: number, path: string): string =>
  `?attempt=${attempt}&part=files&file=${encodeURIComponent(path)}`;

/** What the attempt left, and what its tries of CI left; the address names the one that is opened. */
export function Files({ runId, attempt, path }: AttemptParts & { readonly path: string | null }) {
  const all = [...attempt.artefacts, ...attempt.ciTries.flatMap(({ artefacts }) => artefacts)];
  const files = all.filter((file, index) => all.findIndex((each) => each.path === file.path) === index);
  const opened = files.find((file) => file.path === path);
  if (files.length === 0) return <p className="soft">The attempt left no files.</p>;
  return (
    <>
      <ul className={styles.list}>
        {files.map((file) => (
          <li key={file.path}>
            <Link href={fileSearch(attempt.number, file.path)} aria-current={file === opened ? 'page' : undefined}>
              {fileWords(file)}
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
      {(text) => (file.kind === 'patch' ? <DiffView patch={text} /> : <Log text={text} label={fileWords(file)} />)}
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
