/** `autopack simulate`: plays a plan before it is paid for (X1 to X3), here or on a server. Nothing is stored. */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { capRows } from '../../domain/foresight/answer/cap-rows.js';
import { BUILT_IN_MODEL } from '../../domain/foresight/model/built-in-model.js';
import { BUILT_IN_EVIDENCE, GIVEN_EVIDENCE, planEvidence } from '../../domain/foresight/model/evidence.js';
import { readWorkerModelText } from '../../domain/foresight/model/read-worker-model.js';
import type { WorkerModel } from '../../domain/foresight/model/worker-model.js';
import { playTask } from '../../domain/foresight/play/play-task.js';
import { runsToPlay } from '../../domain/foresight/runs-to-play.js';
import { DEFAULT_PLAYS, DEFAULT_SEED, MOST_PLAYS, simulate } from '../../domain/foresight/simulation.js';
import { BUDGET_DEFAULTS } from '../../domain/model/limits.js';
import { withOverrides } from '../../domain/rules/plan/document-overrides.js';
import { parsePlan, PLAN_MAX_BYTES } from '../../domain/rules/plan/parse-plan.js';
import { DOCUMENT_MAX_BYTES } from '../../domain/rules/ruleset/json-document.js';
import { readRuleset } from '../../domain/rules/ruleset/read-ruleset.js';
import type { Ruleset } from '../../domain/rules/ruleset/ruleset.js';
import { GraphqlClient } from '../graphql/client.js';
import type { RunScope, SafetyProfile } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { type FileProblem, refusalProblem, reportProblems } from '../plans/problems.js';
import { readRulesetFile, type RulesetDocument } from '../plans/ruleset.js';
import { displayedFile, textOf } from '../plans/text-file.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { foldedLines } from '../shared/folded-lines.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';
import { drawingOf, reportOf } from './simulation-report.js';
import { linesOf, MEANING, type SimulationView, tablesOf } from './simulation-view.js';

export interface SimulateOptions extends ServerOptions {
  /** The plan in Markdown: a path, or `-`. */
  readonly file: string;
  /** A path of the command line as one that can be read. */
  readonly path: (file: string) => string;
  readonly ruleset?: string;
  readonly model?: string;
  readonly runs?: number;
  readonly seed?: number;
  /** In percent. */
  readonly want?: number;
  readonly report?: string;
  readonly project?: string;
  readonly profile?: SafetyProfile;
  readonly scope?: RunScope;
}

const SIMULATE = gql(
  `query SimulatePlan($input: SimulatePlanInput!) { simulatePlan(input: $input) { plays seed
    odds { state reason probability low high }
    tokens { count p10 p50 p90 p99 max } minutes { count p10 p50 p90 p99 max } ciRuns { count p10 p50 p90 p99 max }
    phases { phaseId fails tokenShare } budgets { scope name share successWithHalf successWithDouble }
    caps { wanted reachable reached caps { scope name present smallest factor } }
    model modelEvidence errors { ...Refusal } } }`,
  REFUSAL,
);

/** Everything that the command read, or what is wrong with which file. */
interface Inputs {
  readonly markdown: string;
  readonly ruleset: RulesetDocument | null;
  readonly model: WorkerModel | null;
}

class FileFaults extends Error {
  constructor(
    readonly file: string,
    readonly problems: readonly FileProblem[],
  ) {
    super('The file has faults');
  }
}

export async function simulateCommand(output: Output, options: SimulateOptions): Promise<number> {
  const { runs: plays = DEFAULT_PLAYS, want = 0 } = options;
  if (plays < 1 || plays > MOST_PLAYS) throw new CommandFailed(`--runs must be from 1 to ${MOST_PLAYS}`, EXIT.usage);
  if (want > 100) throw new CommandFailed('--want is a percentage, from 0 to 100', EXIT.usage);
  try {
    const inputs = await read(options);
    const needsServer = isVersion(options.ruleset) || options.model === 'learned';
    const view = needsServer ? await onServer(options, inputs) : await here(output, options, inputs);
    await report(output, options, view);
    output.document({ ok: true, file: options.file, ...view });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof FileFaults) return reportProblems(output, error.file, error.problems);
    throw error;
  }
}

const isVersion = (ruleset: string | undefined): boolean => ruleset !== undefined && /^\d{1,9}$/.test(ruleset);

async function read({ file, path, ruleset, model }: SimulateOptions): Promise<Inputs> {
  const markdown = await textOf(file, PLAN_MAX_BYTES);
  const parsed = parsePlan(markdown);
  if ('problems' in parsed) throw new FileFaults(file, parsed.problems);
  let document: RulesetDocument | null = null;
  if (ruleset !== undefined && !isVersion(ruleset)) {
    const found = await readRulesetFile(path(ruleset));
    if ('problems' in found) throw new FileFaults(ruleset, found.problems);
    document = found.document;
  }
  if (model === undefined || model === 'learned') return { markdown, ruleset: document, model: null };
  const found = readWorkerModelText(await textOf(path(model), DOCUMENT_MAX_BYTES));
  if ('faults' in found) throw new FileFaults(model, found.faults);
  return { markdown, ruleset: document, model: found.model };
}

async function onServer(options: SimulateOptions, { markdown, ruleset, model }: Inputs): Promise<SimulationView> {
  const client = new GraphqlClient(serverAddress(options));
  const input = {
    projectId: options.project,
    planMarkdown: markdown,
    rulesetVersion: isVersion(options.ruleset) ? Number(options.ruleset) : undefined,
    ruleset: ruleset ?? undefined,
    model: (model ?? undefined) as Record<string, unknown> | undefined,
    learned: options.model === 'learned',
    plays: options.runs,
    seed: options.seed,
    wantedSuccess: options.want === undefined ? undefined : options.want / 100,
    safetyProfile: options.profile,
    runScope: options.scope,
  };
  const { errors, ...view } = (await client.request(SIMULATE, { input })).simulatePlan;
  if (errors.length > 0)
    throw new FileFaults(
      options.file,
      errors.map((error) => refusalProblem(error)),
    );
  return view;
}

const PLAYS_AT_ONCE = 10;

/** Without a server: pure arithmetic, with a bar on a terminal. */
async function here(output: Output, options: SimulateOptions, inputs: Inputs): Promise<SimulationView> {
  const parsed = parsePlan(inputs.markdown);
  const read = inputs.ruleset === null ? null : readRuleset(inputs.ruleset);
  if ('problems' in parsed || (read && 'faults' in read)) throw new Error('What was read before has faults now');
  const rules: Ruleset | null = read && read.rules;
  const caller = { safetyProfile: options.profile ?? null, runScope: options.scope ?? null };
  const made = runsToPlay(withOverrides(parsed.plan, caller, rules ?? undefined), {
    ruleset: rules && { version: null, rules },
    agedIssues: [],
    server: BUDGET_DEFAULTS,
  });
  if ('faults' in made)
    throw new FileFaults(
      options.file,
      made.faults.map(({ message }) => ({ message })),
    );
  const { runs = DEFAULT_PLAYS, seed = DEFAULT_SEED, want } = options;
  const setup = { runs: made.runs, model: inputs.model ?? BUILT_IN_MODEL, seed };
  const { caps, ...answer } = await simulate(
    setup,
    { plays: runs, success: want === undefined ? null : want / 100 },
    async ({ plays, variant }) => {
      const outcomes = [];
      for (let i = 0; i < plays.length; i += PLAYS_AT_ONCE) {
        bar(output, variant === null ? 'playing' : 'playing under other caps', i / plays.length);
        // Ctrl-C and the terminal have their turn between two parts.
        await new Promise((resolve) => void setImmediate(resolve));
        outcomes.push(...playTask(setup, { plays: plays.slice(i, i + PLAYS_AT_ONCE), variant }));
      }
      bar(output, null, 1);
      return outcomes;
    },
  );
  const evidence = inputs.model ? GIVEN_EVIDENCE : BUILT_IN_EVIDENCE;
  return { ...answer, caps: caps && capRows(caps), modelEvidence: [...evidence, ...planEvidence(made.runs)] };
}

const BAR_WIDTH = 30;
const COLUMNS = 80;

/** Draws over its own line; null clears it. */
function bar(output: Output, what: string | null, share: number): void {
  if (!output.isTerminal) return;
  const full = Math.round(share * BAR_WIDTH);
  const drawn = what === null ? '' : `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}] ${what}`;
  output.people.write(`\r\u001b[K${drawn}`);
}

async function report(output: Output, options: SimulateOptions, view: SimulationView): Promise<void> {
  const name = displayedFile(options.file);
  output.line(output.paint('bold', `${name}: ${view.plays} plays, seed ${view.seed}`));
  for (const table of tablesOf(view)) {
    const [heading, ...rows] = linesOf(table);
    output.line();
    output.line(output.paint('bold', table.title));
    output.line(output.paint('dim', heading!));
    for (const row of rows) output.line(row);
  }
  output.line();
  for (const sentence of [...view.modelEvidence, MEANING])
    for (const line of foldedLines(printable(sentence), COLUMNS)) output.line(output.paint('dim', line));
  if (options.report === undefined) return;
  const drawing = `${options.report.replace(/\.md$/i, '')}.svg`;
  try {
    await writeFile(drawing, drawingOf(view));
    await writeFile(options.report, reportOf(basename(options.file), basename(drawing), view));
  } catch (error) {
    throw new CommandFailed(`The report cannot be written: ${(error as Error).message}`, EXIT.wrong, { cause: error });
  }
  output.line(
    `${output.paint('green', 'ok')}  report in ${displayedFile(options.report)}, drawing in ${displayedFile(drawing)}`,
  );
}
