/** A worker's events: for people lines of at most 100 columns on standard error, with --json also one object for each on standard output. */
import { outputRedactor } from '../../common/redact-output.js';
import type { Report, WorkerEvent } from '../../worker/loop/worker-event.js';
import { foldedLines } from '../shared/folded-lines.js';
import { printable } from '../shared/output.js';

const COLUMNS = 100;
/** Of an instant in ISO 8601: up to its seconds. */
const SECONDS = 'yyyy-mm-ddThh:mm:ss'.length;

/** No line contains one of `secrets`, whatever its source. */
export function workerLog(json: boolean, secrets: readonly string[]): Report {
  const redact = outputRedactor(secrets);
  return (event) => {
    const at = new Date().toISOString();
    const message = printable(redact.text(event.message));
    process.stderr.write(`${foldedLines(lineOf(at, event, message), COLUMNS).join('\n')}\n`);
    if (json) process.stdout.write(`${JSON.stringify({ at, ...event, message })}\n`);
  };
}

function lineOf(
  at: string,
  { event, role, runId, phaseId, check, attempt, tokensUsed }: WorkerEvent,
  message: string,
): string {
  const where = runId === undefined ? '' : ` ${runId}/${phaseId ?? `(${check?.toLowerCase()})`} #${attempt}`;
  const tokens = tokensUsed === undefined ? '' : ` (${tokensUsed} tokens)`;
  return `${at.slice(0, SECONDS)}Z ${role?.toLowerCase() ?? 'worker'}${where} ${event}: ${message}${tokens}`;
}
