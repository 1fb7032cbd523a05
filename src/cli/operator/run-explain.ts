/** `autopack run explain`: why a run waits, failed, is not clean or cannot be promoted, in the words of the server. */
import { gql } from '../graphql/gql.js';
import type { ResultOf } from '../graphql/typed-document.js';
import { EXIT } from '../shared/exit-codes.js';
import { foldedLines } from '../shared/folded-lines.js';
import { type Output, printable } from '../shared/output.js';
import { clientOf, found, present, timeOf } from './present.js';
import { nextOf, type OfRun, paintOf } from './run-show.js';

const EXPLAIN = gql(`query OperatorExplain($runId: ID!) { run(runId: $runId) {
  runId projectId state isTerminal deadlineAt completedAt continuedByRunId
  failure { rule message phaseId tierId reasons { code message source } budget { scope name used limit } }
  project { dispatching dispatchChange { at by reason } }
  phases { phaseId state waitingFor { code message source } holder { role workerId expiresAt hardDeadlineAt } notBefore }
  tiers { tierId name state cleanliness cleanlinessReasons { code message source } }
  promotion { eligible promotedTo blockers { code message source } obstacles { code message source } }
  incident { path }
} }`);

type Explained = NonNullable<ResultOf<typeof EXPLAIN>['run']>;
interface Sentence {
  readonly code: string;
  readonly message: string;
}

export async function runExplain(output: Output, options: OfRun): Promise<number> {
  const { run } = await clientOf(options).request(EXPLAIN, { runId: options.runId });
  const there = found(run, `run "${options.runId}"`);
  const next = nextOf(there).filter((step) => !step.startsWith('autopack run explain'));
  const files = there.incident.slice(0, 1).map(({ path }) => `autopack run files ${there.runId} ${path}`);
  present(output, { run: there }, explained(output, there), [...files, ...next]);
  return EXIT.ok;
}

function explained(output: Output, run: Explained): string[] {
  const lines: string[] = [
    `${output.paint('bold', printable(run.runId))}  ${output.paint(paintOf(run.state), run.state)}`,
  ];
  const section = (title: string, sentences: readonly Sentence[]): void => {
    if (sentences.length === 0) return;
    lines.push('', output.paint('bold', title));
    for (const { code, message } of sentences)
      lines.push(...foldedLines(printable(`${code}: ${message}`), output.columns - 2).map((line) => `  ${line}`));
  };
  if (run.failure !== null) {
    const { failure } = run;
    const where = [failure.tierId && `tier ${failure.tierId}`, failure.phaseId && `phase ${failure.phaseId}`];
    section('Why it failed', [{ code: where.filter(Boolean).join(', ') || 'run', message: failure.message }]);
    section('Reasons', failure.reasons);
  }
  if (!run.isTerminal) {
    const stopped = run.project.dispatching ? [] : [{ code: 'stopped', message: stopOf(run) }];
    section('Project', stopped);
    section(
      'At work',
      run.phases.flatMap(({ phaseId, holder }) =>
        holder === null
          ? []
          : [
              {
                code: phaseId,
                message: `${holder.role} ${holder.workerId}, beats until ${timeOf(holder.expiresAt)}, ends at ${timeOf(holder.hardDeadlineAt)} at the latest`,
              },
            ],
      ),
    );
    section(
      'What waits',
      run.phases.flatMap(({ phaseId, waitingFor }) =>
        waitingFor === null ? [] : [{ code: phaseId, message: `${waitingFor.message} (${waitingFor.code})` }],
      ),
    );
    if (run.deadlineAt !== null)
      section('Deadline', [{ code: 'run', message: `it ends at ${timeOf(run.deadlineAt)} (UTC) at the latest` }]);
  }
  for (const tier of run.tiers) section(`Tier ${tier.tierId} is ${tier.cleanliness}`, tier.cleanlinessReasons);
  if (run.promotion.promotedTo === null)
    section('Why it cannot be promoted', [...run.promotion.blockers, ...run.promotion.obstacles]);
  return lines;
}

function stopOf({ project: { dispatchChange: change } }: Explained): string {
  if (change === null) return 'no work is handed out';
  const why = change.reason === null ? '' : `: ${change.reason}`;
  return `no work is handed out since ${timeOf(change.at)}, by ${change.by}${why}`;
}
