/**
 * What later steps of a run obey: patches, CI, audits, leases, pauses. A ruleset adds to the protected names and never
 * removes one (G2).
 */
import type { Reason } from '../../model/refusal.js';
import { DEFAULT_SUBJECT } from '../ruleset/commit-rules.js';
import { preparationOf } from '../ruleset/preparation.js';
import type { CiStep, PatchLimits } from '../ruleset/ruleset.js';
import { checkPolicies } from './check-policies.js';
import { chosen, DEFAULT, reasonFor, type RulesInForce, type Sourced } from './rules-in-force.js';
import type { Policies } from './strategy.js';

/**
 * Git's own files, CI configuration, hook managers, agent configuration, and our files (G2). Globs over paths from the
 * root of the tree.
 */
export const PROTECTED_PATHS: readonly string[] = [
  '.git*',
  '.github/**',
  '.gitlab-ci.yml',
  '.gitlab/**',
  '.forgejo/**',
  '.circleci/**',
  '.buildkite/**',
  '.woodpecker/**',
  '.woodpecker.yml',
  '.drone.yml',
  '.travis.yml',
  '.cirrus.yml',
  '.semaphore/**',
  '.tekton/**',
  '.appveyor.yml',
  'appveyor.yml',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  'Jenkinsfile',
  '.husky/**',
  'lefthook.yml',
  'lefthook.yaml',
  '.lefthook.yml',
  '.lefthook/**',
  '.pre-commit-config.yaml',
  '.pre-commit-hooks.yaml',
  '.claude/**',
  'CLAUDE.md',
  '**/CLAUDE.md',
  'AGENTS.md',
  '**/AGENTS.md',
  'GEMINI.md',
  '**/GEMINI.md',
  '.mcp.json',
  '.vscode/mcp.json',
  '.codex/**',
  '.cursor/**',
  '.cursorrules',
  '.gemini/**',
  '.opencode/**',
  '.windsurf/**',
  '.windsurfrules',
  '.clinerules',
  '.clinerules/**',
  '.aider*',
  '.autonomous_runs/**',
];
/** The default branch of the repository is protected besides (C3); the strategy does not know it. */
export const PROTECTED_BRANCHES: readonly string[] = ['main', 'master'];

const PATCH: PatchLimits = { maxBytes: 1_048_576, maxUnpackedBytes: 20_971_520, maxFiles: 200, maxDeletedLines: 200 };
const CI_TRIES = { normal: 3, strict: 2 };
const CI_PAUSES_SECONDS = [5, 20];
const CI_WAIT_MINUTES = 30;
const AUDIT_WAIT_MINUTES = 30;
const LEASE_EXPIRY_SECONDS = 120;
const LEASE_HARD_DEADLINE_MINUTES = 45;
const ENVIRONMENT_PAUSES_SECONDS = [10, 60];
const FLAT_TOKENS_PER_ATTEMPT = 0;

export function policies(inForce: RulesInForce): Policies {
  const { rules, rulesetName } = inForce;
  const reasons: Reason[] = [];

  function take<T extends number>(code: string, fromRuleset: T | undefined, fallback: T): T {
    return recorded(code, chosen(inForce, fromRuleset, fallback));
  }
  function says<T extends string | boolean | null>(code: string, fromRuleset: T | undefined, fallback: T): T {
    const { value, source } = chosen(inForce, fromRuleset, fallback);
    reasons.push(reasonFor(code, { value: `${value ?? 'the Supervisor'}`, source }));
    return value;
  }
  function takeList(
    code: string,
    fromRuleset: readonly number[] | undefined,
    fallback: readonly number[],
  ): readonly number[] {
    const { value, source } = chosen(inForce, fromRuleset, fallback);
    reasons.push(reasonFor(code, { value: value.join(', '), source }));
    return value;
  }
  function recorded<T extends number>(code: string, sourced: Sourced<T>): T {
    reasons.push(reasonFor(code, sourced));
    return sourced.value;
  }
  function protect(code: string, builtIn: readonly string[], added: readonly string[] = []): readonly string[] {
    const all = [...new Set([...builtIn, ...added])];
    const more = all.length - builtIn.length;
    const message = more === 0 ? 'the default' : `the default and ${more} more, as ${rulesetName} says`;
    reasons.push({ code, message, source: more === 0 ? DEFAULT : rulesetName });
    return all;
  }
  /** One list of steps that is left out is the other one: a phase without any CI step could never turn green. */
  function steps(profile: 'normal' | 'strict', other: 'normal' | 'strict'): readonly CiStep[] {
    const code = `ci_profiles_${profile}`;
    const own = rules.ci?.profiles?.[profile];
    const instead = rules.ci?.profiles?.[other];
    const value = own ?? instead ?? [];
    const message = own
      ? `${own.length} steps`
      : instead
        ? `the steps of ${other}, because none are named for ${profile}`
        : 'no steps';
    reasons.push({ code, message, source: own || instead ? rulesetName : DEFAULT });
    return value;
  }

  const tries = triesOf(inForce);
  const prepared = preparationOf(rules.ci ?? {}, rulesetName);
  const checks = checkPolicies(inForce);
  reasons.push(...checks.reasons);
  return {
    paths: {
      protected: protect('paths_protected', PROTECTED_PATHS, rules.paths?.protected),
      branches: protect('paths_branches', PROTECTED_BRANCHES, rules.paths?.branches),
    },
    patch: {
      maxBytes: take('patch_max_bytes', rules.patch?.maxBytes, PATCH.maxBytes),
      maxUnpackedBytes: take('patch_max_unpacked_bytes', rules.patch?.maxUnpackedBytes, PATCH.maxUnpackedBytes),
      maxFiles: take('patch_max_files', rules.patch?.maxFiles, PATCH.maxFiles),
      maxDeletedLines: take('patch_max_deleted_lines', rules.patch?.maxDeletedLines, PATCH.maxDeletedLines),
    },
    git: { lfs: says('git_lfs', rules.git?.lfs, false) },
    commit: {
      author: says('commit_author', rules.commit?.author, null),
      subject: says('commit_subject', rules.commit?.subject, DEFAULT_SUBJECT),
    },
    ci: {
      profiles: { normal: steps('normal', 'strict'), strict: steps('strict', 'normal') },
      tries: { normal: recorded('ci_tries_normal', tries.normal), strict: recorded('ci_tries_strict', tries.strict) },
      pausesSeconds: takeList('ci_pauses_seconds', rules.ci?.pausesSeconds, CI_PAUSES_SECONDS),
      waitMinutes: take('ci_wait_minutes', rules.ci?.waitMinutes, CI_WAIT_MINUTES),
      baseline: checks.baseline,
      ...prepared.values,
    },
    promotion: checks.promotion,
    audit: { waitMinutes: take('audit_wait_minutes', rules.audit?.waitMinutes, AUDIT_WAIT_MINUTES) },
    leases: {
      expirySeconds: take('leases_expiry_seconds', rules.leases?.expirySeconds, LEASE_EXPIRY_SECONDS),
      hardDeadlineMinutes: take(
        'leases_hard_deadline_minutes',
        rules.leases?.hardDeadlineMinutes,
        LEASE_HARD_DEADLINE_MINUTES,
      ),
    },
    environment: {
      pausesSeconds: takeList(
        'environment_pauses_seconds',
        rules.environment?.pausesSeconds,
        ENVIRONMENT_PAUSES_SECONDS,
      ),
    },
    tokens: { flatPerAttempt: take('tokens_flat_per_attempt', rules.tokens?.flatPerAttempt, FLAT_TOKENS_PER_ATTEMPT) },
    reasons: [...reasons, ...prepared.reasons],
  };
}

/** Tries of one commit under CI, the first included (V3). Strict CI never gets more of them than normal CI. */
function triesOf(inForce: RulesInForce): { normal: Sourced<number>; strict: Sourced<number> } {
  const own = inForce.rules.ci?.tries;
  const normal = chosen(inForce, own?.normal, CI_TRIES.normal);
  const strict = chosen(inForce, own?.strict, CI_TRIES.strict);
  return { normal, strict: strict.value > normal.value ? normal : strict };
}
