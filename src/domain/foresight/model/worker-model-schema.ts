/**
 * The form of a worker model (X2): every key, its bounds and what it means. The published JSON Schema is printed from
 * it. Objects are strict: a key that is not here is a typo. A document is checked by `formFaults` before it comes here.
 */
import { z } from 'zod';

import { REJECTIONS } from './worker-model.js';

export const MOST_CATEGORIES = 1_000;
const MOST_ATTEMPTS = 20;
const MOST_TOKENS = 1_000_000_000_000;
const MOST_MINUTES = 10_080;
const MOST_PHASES = 1_000_000_000;

const share = () => z.number().min(0).max(1);

/** Odds of outcomes that exclude each other: together they are at most 1. */
const together = (odds: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean =>
  sumOf(keys.map((key) => odds[key])) <= 1 + 1e-9;
const sumOf = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => {
    if (typeof value === 'number') return sum + value;
    return sum + (typeof value === 'object' && value !== null ? sumOf(Object.values(value)) : 0);
  }, 0);
const TOO_MUCH = 'has odds that are more than 1 together';

const amounts = (most: number, unit: string) =>
  z
    .strictObject({
      p50: z.number().min(0).max(most).describe(`The median, in ${unit}.`),
      p90: z.number().min(0).max(most).describe(`What nine of ten do not exceed, in ${unit}; at least p50.`),
    })
    .refine(({ p50, p90 }) => p90 >= p50, 'has a p90 below its p50');

const ENDS = ['failed', 'needsReview', 'environment', 'lost', 'released', 'rejected'] as const;
const builder = z
  .strictObject({
    failed: share().optional().describe('The Builder says that it failed.'),
    needsReview: share().optional().describe('It sends a patch and asks for a review.'),
    environment: share().optional().describe('Its environment fails; that costs no attempt.'),
    lost: share().optional().describe('It works, and is not heard of again: its lease runs out.'),
    released: share().optional().describe('It gives its lease back.'),
    rejected: z
      .partialRecord(z.enum(REJECTIONS), share())
      .optional()
      .describe('The gate rejects its patch: odds by the code of the reason.'),
    minorIssue: share().optional().describe('An attempt with a patch reports a new minor issue.'),
    majorIssue: share().optional().describe('An attempt with a patch reports a new major issue, which needs an audit.'),
  })
  .refine((odds) => together(odds, ENDS), TOO_MUCH);

const ci = z
  .strictObject({
    red: share().optional().describe('CI finds the patch red, in every try, by the same test.'),
    missing: share().optional().describe('CI gives no result for the patch.'),
  })
  .refine((odds) => together(odds, ['red', 'missing']), TOO_MUCH);

const audit = z.strictObject({
  fit: z
    .strictObject({
      revise: share().optional().describe('REVISE.'),
      escalate: share().optional().describe('ESCALATE: the phase fails.'),
      replace: share().optional().describe('APPROVE with a patch of its own.'),
    })
    .refine((odds) => together(odds, ['revise', 'escalate', 'replace']), TOO_MUCH)
    .optional()
    .describe('Of a patch that can be approved as it is; what is left of 1 is APPROVE.'),
  unfit: z
    .strictObject({
      escalate: share().optional().describe('ESCALATE: the phase fails.'),
      replace: share().optional().describe('APPROVE with a patch of its own.'),
    })
    .refine((odds) => together(odds, ['escalate', 'replace']), TOO_MUCH)
    .optional()
    .describe('Where the gate or CI refused the patch, or there is none; what is left of 1 is REVISE.'),
});

const part = {
  phases: z.int().min(0).max(MOST_PHASES).optional().describe('On how many phases of the past these numbers rest.'),
  builder: z
    .array(builder)
    .min(1)
    .max(MOST_ATTEMPTS)
    .optional()
    .describe(
      'What becomes of an attempt, by its number; the last entry holds for all further ones. The rest is good.',
    ),
  ci: z
    .array(ci)
    .min(1)
    .max(MOST_ATTEMPTS)
    .optional()
    .describe('What CI finds of the patch of an attempt, by its number; the rest is good.'),
  flake: share().optional().describe('That a good patch is red in one try.'),
  ciEnvironment: share().optional().describe('That CI cannot run, in one try.'),
  audit: audit.optional().describe('What an Auditor says.'),
  repeats: z
    .strictObject({
      patch: share().optional().describe('An attempt after a failed one sends the same patch.'),
      failure: share().optional().describe('A red patch fails by the same test as the one before.'),
    })
    .optional()
    .describe('Attempts that make no progress.'),
  tokens: amounts(MOST_TOKENS, 'tokens').optional().describe('Of one Builder attempt, log-normal.'),
  minutes: amounts(MOST_MINUTES, 'minutes').optional().describe('Of one Builder attempt, log-normal.'),
  auditTokens: amounts(MOST_TOKENS, 'tokens').optional().describe('Of one audit, log-normal.'),
  auditMinutes: amounts(MOST_MINUTES, 'minutes').optional().describe('Of one audit, log-normal.'),
  ciMinutes: amounts(MOST_MINUTES, 'minutes').optional().describe('Of one try of CI, log-normal.'),
};

const byComplexity = () =>
  z.strictObject({
    LOW: z.strictObject(part).optional().describe('Of low complexity.'),
    MEDIUM: z.strictObject(part).optional().describe('Of medium complexity.'),
    HIGH: z.strictObject(part).optional().describe('Of high complexity.'),
  });

export const workerModelSchema = z.strictObject({
  $schema: z.string().max(1_000).optional().describe('Where the JSON Schema of this document is; for editors.'),
  version: z.literal(1).describe('Of the form of this document.'),
  name: z.string().min(1).max(200).optional().describe('For readers of reports.'),
  base: z
    .strictObject({
      red: share().optional().describe('RED.'),
      missing: share().optional().describe('MISSING.'),
      environment: share().optional().describe('ENVIRONMENT.'),
    })
    .refine((odds) => together(odds, ['red', 'missing', 'environment']), TOO_MUCH)
    .optional()
    .describe('What CI says of the base commit of a run, where the ruleset asks for it; the rest is GREEN.'),
  pickupMinutes: z
    .strictObject({
      BUILDER: amounts(MOST_MINUTES, 'minutes').optional().describe('Until a Builder comes.'),
      AUDITOR: amounts(MOST_MINUTES, 'minutes').optional().describe('Until an Auditor comes.'),
      CI: amounts(MOST_MINUTES, 'minutes').optional().describe('Until a CI worker comes.'),
    })
    .optional()
    .describe('Minutes until a worker claims what is offered, log-normal.'),
  default: z.strictObject(part).optional().describe('Where nothing narrower says anything.'),
  complexities: byComplexity().optional().describe('By complexity.'),
  categories: z
    .record(
      z.string().min(1).max(200),
      z.strictObject({
        ...part,
        complexities: byComplexity().optional().describe('Of the category, by complexity: the narrowest part.'),
      }),
    )
    .optional()
    .describe('By task category.'),
});
