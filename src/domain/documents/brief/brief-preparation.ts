/** The commands of a brief as a worker runs them: steps of CI, and how a checkout is prepared for them (V7). */
import type { CachedFolder, PreparationRules } from '../../rules/ruleset/preparation.js';
import type { CiStep } from '../../rules/ruleset/ruleset.js';

export interface BriefVariable {
  readonly name: string;
  readonly value: string;
}

interface BriefCommand {
  readonly name: string;
  readonly argv: readonly string[];
  readonly timeoutSeconds: number;
  /** Folder below the checkout; null: its root. */
  readonly cwd: string | null;
  readonly env: readonly BriefVariable[];
}

export interface BriefStep extends BriefCommand {
  readonly report: string | null;
  readonly tags: readonly string[];
}

export interface BriefSetupStep extends BriefCommand {
  /** Paths or globs of what it reads; null: the ruleset does not say. */
  readonly reads: readonly string[] | null;
}

/** What comes before the steps of CI, and before an agent. */
export interface BriefPreparation {
  readonly submodules: boolean;
  readonly cache: readonly CachedFolder[];
  readonly setup: readonly BriefSetupStep[];
  /** Names of the worker's variables that set-up and steps may see. */
  readonly environment: readonly string[];
}

const STEP_TIMEOUT_SECONDS = 600;

export const stepOf = (step: CiStep): BriefStep => ({
  ...commandOf(step),
  report: step.report ?? null,
  tags: step.tags ?? [],
});

export function preparationOf({
  setup = [],
  cache = [],
  submodules = false,
  environment = [],
}: PreparationRules): BriefPreparation {
  return {
    submodules,
    cache,
    setup: setup.map((step) => ({ ...commandOf(step), reads: step.reads ?? null })),
    environment,
  };
}

function commandOf({
  name,
  argv,
  timeoutSeconds = STEP_TIMEOUT_SECONDS,
  cwd,
  env = {},
}: Omit<CiStep, 'report' | 'tags'>): BriefCommand {
  return {
    name,
    argv,
    timeoutSeconds,
    cwd: cwd ?? null,
    env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
  };
}
