/**
 * `autopack plan check` and `autopack plan format`: a plan in Markdown looked at without a server (docs/plan-format.md). The file `-` is
 * standard input. Only `plan format --write` writes, and only over a plan that it can read: into a new file, then by one rename.
 */
import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { BUDGET_DEFAULTS } from '../../domain/model/limits.js';
import { phaseCountOf, type Plan } from '../../domain/model/plan.js';
import { formatPlan } from '../../domain/rules/plan/format-plan.js';
import { type ParsedPlan, parsePlan, PLAN_MAX_BYTES } from '../../domain/rules/plan/parse-plan.js';
import { splitPlan } from '../../domain/rules/plan/split-plan.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { reportProblems } from './problems.js';
import { displayedFile, STANDARD_INPUT, textOf } from './text-file.js';

export interface PlanCheckOptions {
  /** A path, or `-`. */
  readonly file: string;
}

export interface PlanFormatOptions extends PlanCheckOptions {
  readonly write?: boolean;
}

/** Says what is wrong with a plan, line by line, or what it holds. */
export async function planCheck(output: Output, { file }: PlanCheckOptions): Promise<number> {
  const parsed = parsePlan(await textOf(file, PLAN_MAX_BYTES));
  if ('problems' in parsed) return reportProblems(output, file, parsed.problems);
  const { plan } = parsed;
  const runs = linkedRunsOf(plan);
  for (const tier of plan.tiers)
    output.line(`${printable(tier.tierId)}  ${printable(tier.name)}: ${count(tier.phases.length, 'phase')}`);
  const size = `${count(plan.tiers.length, 'tier')}, ${count(phaseCountOf(plan.tiers), 'phase')}`;
  output.line(
    `${output.paint('green', 'ok')}  ${displayedFile(file)}: ${size}; ${runs === 1 ? 'one run' : `${runs} linked runs, ${reasonOf(plan)}`}`,
  );
  output.document({
    ok: true,
    file,
    tiers: plan.tiers.map(({ tierId, name, phases }) => ({ tierId, name, phases: phases.length })),
    phases: phaseCountOf(plan.tiers),
    linkedRuns: runs,
    problems: [],
  });
  return EXIT.ok;
}

/** Prints a plan in its canonical form, or writes it back to its file. A plan with problems is left alone. */
export async function planFormat(output: Output, { file, write = false }: PlanFormatOptions): Promise<number> {
  if (write && file === STANDARD_INPUT) {
    throw new CommandFailed('Standard input cannot be written back: name a file, or leave --write out', EXIT.usage);
  }
  const text = await textOf(file, PLAN_MAX_BYTES);
  const parsed = parsePlan(text);
  if ('problems' in parsed) return reportProblems(output, file, parsed.problems);
  const canonical = canonicalOf(parsed);
  const changed = canonical !== text;
  if (write && changed) await replaceFile(file, canonical);
  if (write)
    output.line(
      `${output.paint('green', 'ok')}  ${displayedFile(file)}: ${changed ? 'written in its canonical form' : 'is in its canonical form'}`,
    );
  else if (!output.json) process.stdout.write(canonical);
  output.document({
    ok: true,
    file,
    changed,
    written: write && changed,
    ...(write ? {} : { text: canonical }),
    problems: [],
  });
  return EXIT.ok;
}

type Readable = Extract<ParsedPlan, { plan: Plan }>;

const canonicalOf = ({ plan, places }: Readable): string => formatPlan(plan, places.preamble);

/** How many runs the importer would make of it; what the front matter leaves out is taken as the server takes it without a ruleset. */
function linkedRunsOf(plan: Plan): number {
  const maxPhases = plan.maxPhases ?? BUDGET_DEFAULTS.runMaxPhases;
  return splitPlan(plan.tiers, { maxPhases, runScope: plan.runScope ?? 'MULTI_TIER' }).length;
}

function reasonOf(plan: Plan): string {
  if (plan.runScope === 'SINGLE_TIER') return 'because its scope is single_tier';
  const most = plan.maxPhases ?? BUDGET_DEFAULTS.runMaxPhases;
  return `because a run takes at most ${count(most, 'phase')} (max_phases${plan.maxPhases === null ? ', by default' : ''})`;
}

export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** The new text is written beside the old one and is on the disk before it replaces it; a link stays a link, and the mode stays. */
async function replaceFile(file: string, text: string): Promise<void> {
  try {
    const target = await realpath(file);
    const { mode } = await stat(target);
    const fresh = join(dirname(target), `.plan-${randomUUID()}.tmp`);
    try {
      const handle = await open(fresh, 'wx', mode);
      try {
        await handle.writeFile(text, 'utf8');
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, target);
    } catch (error) {
      await rm(fresh, { force: true });
      throw error;
    }
  } catch (error) {
    throw new CommandFailed(
      `${displayedFile(file)} cannot be written: ${printable((error as Error).message)}`,
      EXIT.wrong,
      {
        cause: error,
      },
    );
  }
}
