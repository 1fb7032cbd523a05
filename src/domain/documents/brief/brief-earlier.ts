/**
 * What came before, as the last part of a brief's Markdown: newest first, in the space that is left; what does not fit
 * is counted.
 */
import type { WorkerRole } from '../../model/vocabulary.js';
import { inline } from '../../text/markdown.js';
import { type EarlierAttempt, LOG_END_BYTES, PATCH_HEAD_BYTES, type Quoted } from './brief-history.js';
import { bytesOf, fencedWithin, listEntry, wrapped } from './brief-text.js';

type Block = string | null;

const NEWEST_NOTES_BYTES = 3_000;
const NOTES_BYTES = 700;
const TESTS_BYTES = 7_000;
const REASONS_BYTES = 2_000;
const REASON_LENGTH = 500;
/** For the sentence that says how many are left out. */
const RESERVE_BYTES = 200;

/** `candidate`: the attempt whose patch an Auditor looks at; it is displayed elsewhere. */
export function earlierBlocks(
  earlier: readonly EarlierAttempt[],
  room: number,
  candidate: number | null,
  role: WorkerRole,
): Block[] {
  const displayed: Block[] = ['## What came before, newest first'];
  let left = room - bytesOf(displayed[0]!) - RESERVE_BYTES;
  let reported = 0;
  for (const [i, each] of earlier.entries()) {
    const part = entryBlocks(
      each,
      i === 0,
      left,
      role === 'AUDITOR' && each.runId === null && each.attempt === candidate,
    );
    const size = part.reduce((sum, block) => sum + (block === null ? 0 : bytesOf(block) + 2), 0);
    if (size > left) break;
    displayed.push(...part);
    left -= size;
    reported += 1;
  }
  const more = earlier.length - reported;
  return more === 0
    ? displayed
    : [...displayed, wrapped(`*${more} earlier attempts are left out here: see brief.json under \`earlier\`.*`)];
}

/** The parts of an attempt share its space: the reason of its failure comes first, its patch gets what is left. */
function entryBlocks(each: EarlierAttempt, newest: boolean, room: number, patchDisplayed: boolean): Block[] {
  const taken: Block[] = [];
  let left = room;
  const add = (most: number, make: (most: number) => readonly Block[]): void => {
    const parts = make(Math.min(most, left - RESERVE_BYTES));
    const size = parts.reduce((sum, block) => sum + (block === null ? 0 : bytesOf(block) + 2), 0);
    if (size > left) return;
    taken.push(...parts);
    left -= size;
  };
  const where = each.runId === null ? '' : ` in run \`${each.runId}\`, which this run continues`;
  add(room, () => [`### Attempt ${each.attempt} (${each.role})${where}`, wrapped(each.outcome)]);
  add(REASONS_BYTES, (most) => [reasonsOf(each, most)]);
  add(REASON_LENGTH, () => [
    each.ciSummary === null ? null : titled('CI said:', fencedWithin(each.ciSummary, REASON_LENGTH)),
  ]);
  add(TESTS_BYTES, (most) => [testsOf(each, most)]);
  add(newest ? NEWEST_NOTES_BYTES : NOTES_BYTES, (most) => [
    each.notes === null
      ? null
      : titled('Its notes:', fencedWithin(each.notes, most, { where: 'The rest is in brief.json.' })),
  ]);
  add(LOG_END_BYTES + RESERVE_BYTES, (most) => [each.logEnd && logOf(each.logEnd, most)]);
  if (!patchDisplayed) add(PATCH_HEAD_BYTES + RESERVE_BYTES, (most) => [each.patch && patchOf(each.patch, most)]);
  return taken;
}

const titled = (title: string, block: Block): Block => (block === null ? null : `${wrapped(title)}\n\n${block}`);

function reasonsOf({ reasons }: EarlierAttempt, most: number): Block {
  if (reasons.length === 0) return null;
  const lines: string[] = [];
  let bytes = 0;
  for (const { code, message } of reasons) {
    const line = listEntry(`\`${code}\`: ${inline(message.slice(0, REASON_LENGTH))}`);
    bytes += bytesOf(line) + 1;
    if (bytes > most) break;
    lines.push(line);
  }
  const left = reasons.length - lines.length;
  return [...lines, ...(left === 0 ? [] : [`- *${left} more reasons are left out*`])].join('\n');
}

/** Ids and messages are in one fence: a message may hold anything. */
function testsOf({ failedTests, moreFailedTests }: EarlierAttempt, most: number): Block {
  if (failedTests.length === 0) return null;
  const text = failedTests
    .map(({ testId, message }) => (message === null ? testId : `${testId}\n${message.replace(/^/gm, '    ')}`))
    .join('\n');
  const count = failedTests.length + moreFailedTests;
  const more = moreFailedTests === 0 ? '' : `, the first ${failedTests.length} of ${count}`;
  return titled(
    `Tests that failed in CI${more}:`,
    fencedWithin(text, most, { where: 'All that is kept is in brief.json under `earlier`.' }),
  );
}

const GONE = 'it cannot be read any more: its file is gone or was changed.';

function logOf({ text, sizeBytes, path }: Quoted, most: number): Block {
  if (text === null) return wrapped(`The log of CI, ${sizeBytes} bytes: ${GONE}`);
  const whole = bytesOf(text) >= sizeBytes;
  const title = whole ? 'The log of CI:' : `The end of the log of CI, ${sizeBytes} bytes in all, kept as \`${path}\`:`;
  return (
    titled(title, fencedWithin(text, Math.min(most, LOG_END_BYTES), { end: true })) ??
    wrapped('The log of CI is empty.')
  );
}

function patchOf({ text, sizeBytes, path }: Quoted, most: number): Block {
  if (text === null) return wrapped(`Its patch, ${sizeBytes} bytes, is not in your work tree; ${GONE}`);
  const where = 'The whole patch is in brief.json under `previousPatch` unless it is too large for it.';
  const title = `Its patch, ${sizeBytes} bytes, kept as \`${path}\`. It is not in your work tree:`;
  const head = fencedWithin(text, Math.min(most, PATCH_HEAD_BYTES), { where: bytesOf(text) < sizeBytes ? '' : where });
  const cut = bytesOf(text) < sizeBytes ? `\n\n${wrapped(`*This is its head. ${where}*`)}` : '';
  return titled(title, head && `${head}${cut}`);
}
