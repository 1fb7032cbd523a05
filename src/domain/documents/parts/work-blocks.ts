/**
 * The work on a phase as sections of a document: its attempts as a table, then what the newest of them submitted. What
 * workers wrote is text or fenced code, never markup, and cut to a sensible length (I4). The paths of files are
 * relative to the run's directory; links are made for a document that is one folder below it.
 */
import type { Reason } from '../../model/refusal.js';
import { cut, fenced, inline, inlineCode, table } from '../../text/markdown.js';
import { isAttachmentPath } from './file-names.js';
import { leftOut } from './window.js';
import {
  DETAILED_ATTEMPTS,
  RENDERED_CHARACTERS,
  type RenderedAttempt,
  type RenderedFile,
  type RenderedGate,
  type RenderedSnapshot,
  type RenderedTry,
  type WorkView,
} from './work-view.js';

const NAME_CHARACTERS = 100;
const SENTENCE_CHARACTERS = 300;
const HASH_CHARACTERS = 12;
/** The number of tries displayed of an attempt: a commit has three, besides failures of the environment. */
const RENDERED_TRIES = 5;

type Blocks = readonly (string | null)[];

/** `## Attempts`, or nothing if there is none. */
export function attemptBlocks({ attempts, tries, files }: WorkView): Blocks {
  if (attempts.rows.length === 0 && tries.length === 0) return [];
  const detailed = attempts.rows.slice(-DETAILED_ATTEMPTS);
  // Tries of no attempt are those of a phase that manual transitions move.
  const details = [{ number: 0 }, ...detailed].map((attempt) =>
    attemptDetails(
      attempt,
      tries.filter((each) => each.attempt === attempt.number),
      files.filter((file) => file.attempt === attempt.number),
    ),
  );
  return [
    '## Attempts',
    attempts.rows.length === 0 ? null : attemptTable(attempts.rows),
    leftOut(attempts, 'attempts'),
    ...details.flat(),
  ];
}

/** `## Snapshot`, or nothing as long as the phase is not green. */
export function snapshotBlocks(snapshot: RenderedSnapshot | null): Blocks {
  if (!snapshot) return [];
  const where =
    snapshot.commit === null
      ? 'No repository'
      : `Commit \`${snapshot.commit}\`${snapshot.tag === null ? '' : `, tag \`${snapshot.tag}\``}`;
  return ['## Snapshot', `${where}${snapshot.executed === null ? '' : `; ${snapshot.executed} tests ran`}.`];
}

const attemptTable = (attempts: readonly RenderedAttempt[]): string =>
  table(
    ['#', 'Role', 'Worker', 'State', 'Result', 'Gate', 'CI', 'Tokens'],
    attempts.map((attempt) => [
      `${attempt.number}`,
      attempt.role,
      inline(cut(attempt.workerId, NAME_CHARACTERS)),
      `${attempt.state}${attempt.givenBack ? ' (not counted)' : ''}`,
      resultWord(attempt),
      attempt.gate?.verdict ?? '—',
      attempt.ciVerdict ?? '—',
      `${attempt.tokensUsed}${attempt.tokensEstimated ? ' (estimated)' : ''}`,
    ]),
  );

function resultWord({ status, auditVerdict, confidence }: RenderedAttempt): string {
  if (auditVerdict !== null) return confidence === null ? auditVerdict : `${auditVerdict} (confidence ${confidence})`;
  return status ?? '—';
}

/** Empty if there is nothing to say besides the table. */
function attemptDetails(
  attempt: { readonly number: number } & Partial<RenderedAttempt>,
  tries: readonly RenderedTry[],
  files: readonly RenderedFile[],
): Blocks {
  const { gate = null, notes = null, commit = null, role } = attempt;
  const ownNotes = notes !== null && notes.trim() !== '' ? notes : null;
  const nothing = !gate && ownNotes === null && tries.length === 0 && files.length === 0;
  if (nothing) return [];
  return [
    attempt.number === 0 ? '### Without an attempt' : `### Attempt ${attempt.number}${role ? `: ${role}` : ''}`,
    commit === null ? null : `Commit \`${commit}\`.`,
    ...(gate ? gateBlocks(gate) : []),
    tries.length === 0 ? null : tryLines(tries),
    ...(ownNotes === null ? [] : ['Notes:', fenced(cut(ownNotes, RENDERED_CHARACTERS))]),
    ...fileBlocks(files),
  ];
}

const gateBlocks = ({ verdict, reasons, moreReasons }: RenderedGate): Blocks => [
  `Gate: **${verdict}**${reasons.length > 0 ? ':' : '.'}`,
  reasons.map(shortReason).join('\n'),
  moreReasons > 0 ? `*${moreReasons} more reasons are left out.*` : null,
];

const shortReason = ({ code, message, source }: Reason): string =>
  `- \`${code}\`: ${inline(cut(message, SENTENCE_CHARACTERS))}${source === undefined ? '' : ` (${inline(cut(source, NAME_CHARACTERS))})`}`;

/** One line for each CI try, the newest last. */
export function tryLines(tries: readonly RenderedTry[]): string {
  const rendered = tries.slice(-RENDERED_TRIES);
  const before = tries.length - rendered.length;
  return [...(before > 0 ? [`- *${before} earlier tries are left out*`] : []), ...rendered.map(tryLine)].join('\n');
}

function tryLine(each: RenderedTry): string {
  const { number, verdict, executed, failed, moreFailed, summary, reasons } = each;
  const failures = failed.length + moreFailed;
  const names = failed.map((testId) => inlineCode(cut(testId, SENTENCE_CHARACTERS))).join(', ');
  const more = moreFailed > 0 ? ` and ${moreFailed} more` : '';
  return [
    `- CI try ${number}: **${verdict}**`,
    executed === null ? '' : `, ${executed} tests ran, ${failures} failed`,
    failed.length === 0 ? '' : `: ${names}${more}`,
    // Failing tests say it themselves; without any, this is all that is known.
    failed.length > 0 || reasons.length === 0
      ? ''
      : `: ${reasons.map((reason) => inline(cut(reason, SENTENCE_CHARACTERS))).join('; ')}`,
    summary === null || summary.trim() === '' ? '' : `; ${inline(cut(summary, SENTENCE_CHARACTERS))}`,
  ].join('');
}

function fileBlocks(files: readonly RenderedFile[]): Blocks {
  if (files.length === 0) return [];
  const more = files[0]!.ofAttempt - files.length;
  return ['Files:', files.map(fileLine).join('\n'), more > 0 ? `*${more} files are left out.*` : null];
}

/** The path as a link, with what proves the bytes. */
function fileLine({ path, kind, tryNumber, sizeBytes, sha256 }: RenderedFile): string {
  const name = isAttachmentPath(path) ? `[\`${path}\`](../${path})` : inlineCode(cut(path, SENTENCE_CHARACTERS));
  const of = tryNumber === null ? kind : `${kind} of CI try ${tryNumber}`;
  return `- ${name}: ${of}, ${sizeBytes} bytes, \`${sha256.slice(0, HASH_CHARACTERS)}\``;
}
