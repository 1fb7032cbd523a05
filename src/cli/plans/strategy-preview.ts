/** `autopack strategy preview`: what a plan would become under a ruleset (P6). Nothing is stored. */
import type { ResultOf } from '../../common/typed-document.js';
import { GraphqlClient, RequestFailed } from '../graphql/client.js';
import type { PreviewStrategyInput, RunScope, SafetyProfile } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';
import { grouped } from '../shared/table.js';
import { fieldProblem, type PlanToPreview, readPlan } from './plan-file.js';
import { type FileProblem, refusalProblem, reportProblems } from './problems.js';
import { readRulesetFile } from './ruleset.js';
import { documentOf, printStrategy, STRATEGY } from './strategy-view.js';
import { STANDARD_INPUT } from './text-file.js';

export interface StrategyPreviewOptions extends ServerOptions {
  /** A path, or `-`. */
  readonly file: string;
  readonly project?: string;
  /** A ruleset in a file, instead of a stored one. */
  readonly ruleset?: string;
  /** A stored ruleset; 0: none. Left out: the newest. */
  readonly version?: number;
  /** A stored ruleset to compare with; 0: none. */
  readonly against?: number;
  readonly profile?: SafetyProfile;
  readonly scope?: RunScope;
  /** Prints where every value comes from. */
  readonly reasons?: boolean;
}

const PREVIEW = gql(
  `query PreviewStrategy($input: PreviewStrategyInput!) { previewStrategy(input: $input) {
    strategies { ...Strategy } plan { tierId name phaseIds }
    totals { incidentTokens builderAttempts auditorAttempts ciRuns tokenCap } differences { path before after }
    errors { ...Refusal } } }`,
  STRATEGY,
  REFUSAL,
);

type Preview = ResultOf<typeof PREVIEW>['previewStrategy'];

export async function strategyPreview(output: Output, options: StrategyPreviewOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const { file } = options;
  if (file === STANDARD_INPUT && options.ruleset === STANDARD_INPUT) {
    throw new CommandFailed('Standard input can be the plan or the ruleset, not both', EXIT.usage);
  }
  const plan = await readPlan(file);
  if ('problems' in plan) return reportProblems(output, file, plan.problems);
  const ruleset = options.ruleset === undefined ? undefined : await readRulesetFile(options.ruleset);
  if (ruleset && 'problems' in ruleset) return reportProblems(output, options.ruleset!, ruleset.problems);
  const preview = await ask(client, plan, {
    projectId: options.project,
    ruleset: ruleset?.document,
    rulesetVersion: options.version,
    againstVersion: options.against,
    safetyProfile: options.profile,
    runScope: options.scope,
  });
  if ('problems' in preview) return reportProblems(output, file, preview.problems);
  print(output, options, preview);
  const { strategies, plan: planned, totals, differences } = preview;
  output.document({ ok: true, file, url: client.server.url, strategies, plan: planned, totals, differences });
  return EXIT.ok;
}

/** Refusals and faults of the input become problems of the file that the plan came from. */
async function ask(
  client: GraphqlClient,
  plan: PlanToPreview,
  more: PreviewStrategyInput,
): Promise<Preview | { readonly problems: readonly FileProblem[] }> {
  try {
    const input = { ...plan.input, ...more };
    const { previewStrategy } = await client.request(PREVIEW, { input });
    if (previewStrategy.errors.length === 0) return previewStrategy;
    return { problems: previewStrategy.errors.map((error) => refusalProblem(error, plan.lineOf)) };
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    const problems = error.fields.map((fault) => fieldProblem(fault, plan.lineOf));
    if (problems.some(({ line }) => line !== undefined)) return { problems };
    throw error;
  }
}

function print(
  output: Output,
  options: StrategyPreviewOptions,
  { strategies, plan, totals, differences }: Preview,
): void {
  for (const [i, strategy] of strategies.entries()) {
    const { safetyProfile, runScope } = documentOf(strategy);
    const number = strategies.length === 1 ? '' : `Run ${i + 1} of ${strategies.length}, `;
    const under =
      strategy.rulesetVersion === null
        ? options.ruleset === undefined
          ? 'no ruleset'
          : 'the given ruleset'
        : `ruleset ${strategy.rulesetVersion}`;
    const words = `${safetyProfile.toLowerCase()}, ${runScope.toLowerCase()}`;
    output.line(
      output.paint('bold', `${number || 'A run '}under ${under}: ${words}; strategy ${strategy.hash.slice(0, 12)}`),
    );
    printStrategy(output, strategy, options.reasons === true);
    output.line();
  }
  for (const { tierId, name, phaseIds } of plan)
    output.line(`${printable(tierId)}  ${printable(name)}: ${phaseIds.map(printable).join(', ')}`);
  if (totals) {
    const { incidentTokens, builderAttempts, auditorAttempts, ciRuns, tokenCap } = totals;
    output.line(
      `in all at most ${grouped(incidentTokens)} tokens by phases, ${grouped(tokenCap)} by runs; ${grouped(builderAttempts)} tries, ${grouped(auditorAttempts)} audits, ${grouped(ciRuns)} CI runs`,
    );
  }
  if (options.against === undefined) return;
  output.line();
  const against = options.against === 0 ? 'no ruleset' : `ruleset ${options.against}`;
  output.line(differences.length === 0 ? `No difference from ${against}.` : `Different from ${against}:`);
  for (const { path, before, after } of differences) {
    output.line(`  ${printable(path)}: ${displayedValue(before)} → ${displayedValue(after)}`);
  }
}

/** Lists can be long; --json shows all of them. */
const MOST_DISPLAYED = 60;
function displayedValue(value: string | null): string {
  const characters = [...printable(value ?? 'nothing')];
  return characters.length > MOST_DISPLAYED ? `${characters.slice(0, MOST_DISPLAYED).join('')}…` : characters.join('');
}
