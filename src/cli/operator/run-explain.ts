/** `autopack run explain`: why a run waits, failed, is not clean or cannot be promoted, in the words of the server. */
import type { ResultOf } from '../../common/typed-document.js';
import { ROLE_TITLES } from '../../domain/model/vocabulary.js';
import { gql } from '../graphql/gql.js';
import { EXIT } from '../shared/exit-codes.js';
import { foldedLines } from '../shared/folded-lines.js';
import { type Output, printable } from '../shared/output.js';
import { clientOf, found, present, timeOf } from './present.js';
import { nextOf, type OfRun, paintOf } from './run-show.js';

const EXPLAIN = gql(`query OperatorExplain($runId: ID!) { run(runId: $runId) {
  runId projectId state isTerminal deadlineAt completedAt continuedByRunId
  attention { code message source changesAt } waitingFor { code message source changesAt } nextDeadline { what at message }
  failure { rule message phaseId tierId reasons { code message source } budget { scope name used limit } }
  phases { phaseId state waitingFor { code message source changesAt } holder { role workerId expiresAt hardDeadlineAt } notBefore }
  tiers { tierId name state cleanliness cleanlinessReasons { code message source } }
  promotion { eligible promotedTo blockers { code message source } obstacles { code message source } }
  incident { path }
} }`);

type Explained = NonNullable<ResultOf<typeof EXPLAIN>['run']>;
interface Sentence {
  readonly code: string;
  readonly message: string;
  /** When it changes by itself. */
  readonly changesAt?: string | null;
}

export async function runExplain(output: Output, options: OfRun): Promise<number> {
  const { run } = await clientOf(options).request(EXPLAIN, { runId: options.runId });
  const there = found(run, `run "${options.runId}"`);
  const next = nextOf(there).filter((step) => !step.startsWith('autopack run explain'));
  const files = there.incident.slice(0, 1).map(({ path }) => `autopack run files ${there.runId} ${path}`);
  present(output, { run: there }, explained(output, there), [...files, ...next]);
  return EXIT.ok;
}

/** A sentence, and when it changes by itself. */
const until = (message: string, changesAt: string | null | undefined): string =>
  changesAt == null ? message : `${message.replace(/\.$/, '')}, until ${timeOf(changesAt)} (UTC).`;

function explained(output: Output, run: Explained): string[] {
  const lines: string[] = [
    `${output.paint('bold', printable(run.runId))}  ${output.paint(paintOf(run.state), run.state)}`,
  ];
  const section = (title: string, sentences: readonly Sentence[]): void => {
    if (sentences.length === 0) return;
    lines.push('', output.paint('bold', title));
    for (const { code, message, changesAt } of sentences)
      lines.push(
        ...foldedLines(printable(`${code}: ${until(message, changesAt)}`), output.columns - 2).map(
          (line) => `  ${line}`,
        ),
      );
  };
  if (run.failure !== null) {
    const { failure } = run;
    const where = [failure.tierId && `tier ${failure.tierId}`, failure.phaseId && `phase ${failure.phaseId}`];
    section('Why it failed', [{ code: where.filter(Boolean).join(', ') || 'run', message: failure.message }]);
    section('Reasons', failure.reasons);
  }
  if (!run.isTerminal) {
    section('What needs attention', run.attention);
    if (run.waitingFor !== null) section('What the run waits for', [run.waitingFor]);
    section(
      'At work',
      run.phases.flatMap(({ phaseId, holder }) =>
        holder === null
          ? []
          : [
              {
                code: phaseId,
                message: `${ROLE_TITLES[holder.role]} ${holder.workerId}, whose lease ends at ${timeOf(holder.expiresAt)} (UTC) unless a heartbeat renews it, and at ${timeOf(holder.hardDeadlineAt)} (UTC) at the latest`,
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
    if (run.nextDeadline !== null) {
      const { what, at, message } = run.nextDeadline;
      section('What happens next by itself', [{ code: what, message: `${timeOf(at)} (UTC): ${message}` }]);
    }
  }
  for (const tier of run.tiers) section(`Tier ${tier.tierId} is ${tier.cleanliness}`, tier.cleanlinessReasons);
  if (run.promotion.promotedTo === null)
    section('Why it cannot be promoted', [...run.promotion.blockers, ...run.promotion.obstacles]);
  return lines;
}
