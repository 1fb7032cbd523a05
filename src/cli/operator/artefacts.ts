/** `autopack run diff`, `logs` and `files`: what a run has left, over the API. */
import type { ResultOf } from '../../common/typed-document.js';
import type { GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { grouped } from '../shared/table.js';
import type { OfPhase } from './phase-show.js';
import { clientOf, fitted, found, present } from './present.js';
import type { OfRun } from './run-show.js';

export interface OfAttempt extends OfPhase {
  /** Its number; left out: see each command. */
  readonly attempt?: number;
}

export interface FilesOptions extends OfRun {
  /** A file to print; left out: the list. */
  readonly path?: string;
}

const LEFT = gql(`query OperatorLeft($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
  attempts { number role commit ciVerdict artefacts { path kind sizeBytes } ciTries { number verdict artefacts { path kind sizeBytes } } } } }`);
const CONTENT = gql(`query OperatorArtefact($runId: ID!, $path: String!) {
  artefact(runId: $runId, path: $path) { path kind sizeBytes sha256 runVersion updatedAt content }
  run(runId: $runId) { fileLayout { root } } }`);
const FILES = gql(`query OperatorFiles($runId: ID!) { run(runId: $runId) { runId fileLayout { root upToDate
  files { path kind sizeBytes sha256 runVersion updatedAt } } } }`);

type Left = NonNullable<ResultOf<typeof LEFT>['phase']>['attempts'][number];
type File = NonNullable<ResultOf<typeof CONTENT>['artefact']> & { readonly content: string };

const isPatch = ({ kind }: { readonly kind: string }): boolean => kind === 'patch';
const isLog = ({ kind }: { readonly kind: string }): boolean => kind === 'log';

/** The patch of an attempt, else that of the last one which was applied. It is printed as it was sent, so that `git apply` takes it. */
export async function runDiff(output: Output, { runId, phaseId, attempt, ...options }: OfAttempt): Promise<number> {
  const client = clientOf(options);
  const attempts = await leftOf(client, runId, phaseId);
  const withPatch = attempts.filter(({ artefacts }) => artefacts.some(isPatch));
  const numbers = withPatch.map(({ number }) => number).join(', ') || 'none';
  const chosen =
    attempt === undefined
      ? withPatch.filter(({ commit }) => commit !== null).at(-1)
      : withPatch.find(({ number }) => number === attempt);
  if (!chosen) {
    const what = attempt === undefined ? 'No patch was applied' : `Attempt ${attempt} has no patch`;
    throw new CommandFailed(`${what} in phase "${printable(phaseId)}". Attempts with a patch: ${numbers}.`);
  }
  const file = await contentOf(client, runId, chosen.artefacts.find(isPatch)!.path);
  if (output.json) output.document({ ok: true, runId, phaseId, attempt: chosen.number, artefact: file });
  else printText(file.content);
  return EXIT.ok;
}

/** The logs of an attempt and of its CI tries; without a number of the last attempt that has any. */
export async function runLogs(output: Output, { runId, phaseId, attempt, ...options }: OfAttempt): Promise<number> {
  const client = clientOf(options);
  const withLogs = (await leftOf(client, runId, phaseId)).filter((each) => logsOf(each).length > 0);
  const numbers = withLogs.map(({ number }) => number).join(', ') || 'none';
  const chosen = attempt === undefined ? withLogs.at(-1) : withLogs.find(({ number }) => number === attempt);
  if (!chosen) {
    const what = attempt === undefined ? 'No attempt has a log' : `Attempt ${attempt} has no log`;
    throw new CommandFailed(`${what} in phase "${printable(phaseId)}". Attempts with a log: ${numbers}.`);
  }
  const artefacts: (File & { readonly of: string })[] = [];
  for (const { of, path } of logsOf(chosen)) artefacts.push({ ...(await contentOf(client, runId, path)), of });
  if (output.json) {
    output.document({ ok: true, runId, phaseId, attempt: chosen.number, artefacts });
    return EXIT.ok;
  }
  for (const { of, content } of artefacts) {
    output.complain(output.paint('dim', `-- attempt ${chosen.number}, ${of}`));
    printText(content);
  }
  return EXIT.ok;
}

export async function runFiles(output: Output, { runId, path, ...options }: FilesOptions): Promise<number> {
  const client = clientOf(options);
  if (path !== undefined) {
    const file = await contentOf(client, runId, path);
    if (output.json) output.document({ ok: true, runId, artefact: file });
    else printText(file.content);
    return EXIT.ok;
  }
  const answer = await client.request(FILES, { runId });
  const { fileLayout } = found(answer.run, `run "${runId}"`);
  const rows = fileLayout.files.map((file) => [file.path, file.kind, grouped(file.sizeBytes)]);
  const lines = fitted(output, ['PATH', 'KIND', 'BYTES'], rows, []);
  const next = fileLayout.files[0] ? [`autopack run files ${runId} ${fileLayout.files[0].path}`] : [];
  present(output, answer, lines, next);
  return EXIT.ok;
}

async function leftOf(client: GraphqlClient, runId: string, phaseId: string): Promise<readonly Left[]> {
  const { phase } = await client.request(LEFT, { runId, phaseId });
  return found(phase, `phase "${phaseId}" in run "${runId}"`).attempts;
}

const logsOf = (attempt: Left): { readonly of: string; readonly path: string }[] => [
  ...attempt.artefacts.filter(isLog).map(({ path }) => ({ of: attempt.role, path })),
  ...attempt.ciTries.flatMap(({ number, verdict, artefacts }) =>
    artefacts.filter(isLog).map(({ path }) => ({ of: `CI try ${number} (${verdict})`, path })),
  ),
];

async function contentOf(client: GraphqlClient, runId: string, path: string): Promise<File> {
  const { artefact, run } = await client.request(CONTENT, { runId, path });
  const { content, ...file } = found(artefact, `file "${path}" of run "${runId}"`);
  if (content !== null) return { ...file, content };
  const where = `${run?.fileLayout.root ?? ''}/${path}`;
  throw new CommandFailed(
    `${printable(path)} is not sent: it has ${grouped(file.sizeBytes)} bytes (the API sends up to 1 MiB) or is no text. The server keeps it in ${printable(where)}`,
  );
}

/** Text as it is stored, with a line end behind it. */
function printText(text: string): void {
  process.stdout.write(text === '' || text.endsWith('\n') ? text : `${text}\n`);
}
