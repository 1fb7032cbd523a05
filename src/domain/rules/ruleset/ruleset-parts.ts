/** The parts of the schema of rulesets: numbers with their bounds, and the rules of runs, tiers and phases (P1). */
import { z } from 'zod';

import { LIST_MAX_ENTRIES, nameFault, textFault } from '../../model/identity.js';
import { BUDGET_MAXIMA } from '../../model/limits.js';
import { BUILDER_MODES, CI_PROFILES, COMPLEXITIES, SEVERITIES } from '../../model/vocabulary.js';
import { stepPlace } from './preparation-schema.js';
import { argv, glob, MAX_SECONDS, name, ruled, seconds, whole } from './schema-fields.js';

export const MAX_CATEGORIES = 1_000;

const MAX_FACTOR = 1_000;

export const MAX_BYTES = 1_000_000_000;

export const MAX_LINES = 1_000_000_000;

const MAX_PAUSES = 20;

const MAX_TAG_LENGTH = 100;

export const MAX_VERSION = 2_147_483_647;

export const tokens = (least = 1) => whole(BUDGET_MAXIMA.tokenCap, least);

const issues = () => whole(BUDGET_MAXIMA.issues, 0);

export const attempts = () => whole(BUDGET_MAXIMA.attempts);

export const minutes = () => whole(BUDGET_MAXIMA.minutes);

export const pauses = () => z.array(whole(MAX_SECONDS, 0)).min(1).max(MAX_PAUSES);

/** One of our words, in lower or upper case; read into ours. */
export function word<const Words extends readonly [string, ...string[]]>(words: Words) {
  const both: readonly string[] = [...words.map((each) => each.toLowerCase()), ...words];
  return z.enum(both).transform((text) => text.toUpperCase() as Words[number]);
}

export const runRules = z
  .strictObject({
    tokenCap: tokens().describe(
      "The tokens that a run may use. A caller may ask for less, never for more. Default: the server's, 5,000,000.",
    ),
    maxPhases: whole(BUDGET_MAXIMA.maxPhases).describe(
      "The phases that a run may have. A caller may ask for less, never for more. Default: the server's, 25.",
    ),
    maxDurationMinutes: minutes().describe(
      "The minutes that a run may take. A caller may ask for less, never for more. Default: the server's, 120.",
    ),
    maxMinorIssuesTotal: issues().describe(
      'At most so many distinct minor issues in a run, whatever minorIssuesPerPhase gives.',
    ),
    minorIssuesPerPhase: issues().describe(
      'Distinct minor issues that a run may collect, for each of its phases. Default: 3.',
    ),
  })
  .partial();

export const tierRules = z
  .strictObject({
    tokenCapMultiplier: z
      .number()
      .positive()
      .max(MAX_FACTOR)
      .describe(
        "A tier may use so many times the sum of its phases' incidentTokenCap; fractions are allowed. Default: 3.",
      ),
    tokenCap: tokens().describe('At most so many tokens in a tier, whatever the multiplier gives.'),
    ciRunsPerPhase: whole(MAX_FACTOR).describe('CI runs that a tier may use, for each of its phases. Default: 2.'),
    ciRunCap: whole(MAX_FACTOR * BUDGET_MAXIMA.maxPhases).describe(
      'At most so many CI runs in a tier, whatever ciRunsPerPhase gives.',
    ),
    minorIssuesPerPhase: z
      .union([
        issues(),
        z
          .strictObject({
            normal: issues().describe('In a run of the normal safety profile. Default: 2.'),
            safetyCritical: issues().describe('In a safety critical run; never more than in a normal one. Default: 1.'),
          })
          .partial(),
      ])
      .describe(
        'Open minor issues that a tier tolerates, for each of its phases: one number for both safety profiles, or one for each.',
      ),
    maxMinorIssuesTolerated: issues().describe(
      'At most so many open minor issues in a tier, whatever minorIssuesPerPhase gives.',
    ),
    maxMajorIssuesTolerated: issues().describe('Open major issues that a tier tolerates. Default: 0.'),
  })
  .partial();

export const phaseShape = {
  complexity: word(COMPLEXITIES).describe('How careful the work must be. A plan may ask for more, never for less.'),
  ciProfile: word(CI_PROFILES).describe(
    'Which CI steps run. Always strict if the complexity is high or the run is safety critical.',
  ),
  maxBuilderAttempts: attempts().describe('Tries that Builders have at a phase.'),
  maxAuditorAttempts: attempts().describe(
    'Audits that a phase can have, those included that autoApply: false asks for.',
  ),
  incidentTokenCap: tokens().describe('Tokens that all attempts at a phase may use together.'),
  autoApply: z
    .boolean()
    .describe(
      'False: no patch is applied before an Auditor approved it. Always false for high complexity in a safety critical run.',
    ),
  auditorProfile: z
    .string()
    .regex(/^[a-z0-9_-]{1,100}$/, 'must be 1 to 100 characters of a-z, 0-9, "_" and "-"')
    .describe('The review that the Auditor is asked for.'),
  builderMode: word(BUILDER_MODES).describe('How the Builder should work. A plan may choose another.'),
  mayRemoveTests: z
    .boolean()
    .describe(
      'True: CI may run fewer tests than on the base commit. In a safety critical run only after an audit. Default: false.',
    ),
};

export const categoryRules = z
  .strictObject({
    ...phaseShape,
    severity: word(SEVERITIES).describe(
      'Severity of issues of this category that name none. Under a task category of high-risk work it holds for the issue category that belongs to it.',
    ),
  })
  .partial();

export const thresholds = (runs: number, tiers: number) =>
  z
    .strictObject({
      runs: whole(BUDGET_MAXIMA.issues).describe(
        `Seen in so many runs, an issue needs cleanup and counts as major. Default: ${runs}.`,
      ),
      tiers: whole(BUDGET_MAXIMA.issues).describe(
        `Seen in so many tiers, an issue needs cleanup and counts as major. Default: ${tiers}.`,
      ),
    })
    .partial();

const ciStep = z.strictObject({
  name: name().describe('What people read.'),
  argv: argv(),
  timeoutSeconds: seconds().optional().describe('The step is stopped after so many seconds.'),
  report: glob().optional().describe('Glob of the report files that the step leaves (JUnit XML or CTRF).'),
  tags: z
    .array(ruled((text) => textFault(text, MAX_TAG_LENGTH) ?? nameFault(text), MAX_TAG_LENGTH))
    .max(LIST_MAX_ENTRIES)
    .optional()
    .describe('Marks for the CI worker.'),
  ...stepPlace,
});

export const steps = (of: string) =>
  z.array(ciStep).max(LIST_MAX_ENTRIES).describe(`Steps of ${of}, in order. Left out: those of the other profile.`);
