/**
 * The worker model (X2): what a simulation believes of Builders, Auditors and CI. A document by task category and
 * complexity; what one place leaves out comes from the next: category and complexity, category, complexity, `default`,
 * the built-in model. Odds are shares of 1.
 */
import type { Complexity, WorkerRole } from '../../model/vocabulary.js';
import type { GateReasonCode } from '../../rules/gate/gate-facts.js';

/** A log-normal distribution by its median and the point below which nine of ten lie; equal: always that amount. */
export interface LogNormal {
  readonly p50: number;
  readonly p90: number;
}

/** Codes by which a gate can reject the patch of a virtual Builder, and that a model may give odds to. */
export const REJECTIONS = [
  'probe_failed',
  'patch_empty',
  'patch_malformed',
  'patch_does_not_apply',
  'path_outside_allowed',
  'path_protected',
  'path_unusable',
  'path_collision',
  'large_file',
  'attributes_not_met',
  'symlink_leaves_tree',
  'submodule',
  'patch_too_large',
  'patch_unpacks_too_large',
  'too_many_files',
] as const satisfies readonly GateReasonCode[];
export type Rejection = (typeof REJECTIONS)[number];

/** What becomes of a Builder's attempt; what these odds leave of 1 is a patch that the gate has nothing against. */
export interface BuilderOdds {
  /** The Builder says that it failed. */
  readonly failed?: number;
  /** It sends a patch and asks for a review. */
  readonly needsReview?: number;
  /** Its environment fails (B6). */
  readonly environment?: number;
  /** It works and is not heard of again: its lease runs out (W3). */
  readonly lost?: number;
  /** It gives its lease back (W2). */
  readonly released?: number;
  /** The gate rejects its patch, by the code of the reason. */
  readonly rejected?: Readonly<Partial<Record<Rejection, number>>>;
  /** Apart from the others: an attempt with a patch reports a new minor, or a new major issue. */
  readonly minorIssue?: number;
  readonly majorIssue?: number;
}

/** What CI finds of a patch; the rest is good. */
export interface CiOdds {
  readonly red?: number;
  readonly missing?: number;
}

/** What an Auditor says. */
export interface AuditOdds {
  /** Of a patch that can be approved as it is; the rest is APPROVE. */
  readonly fit?: { readonly revise?: number; readonly escalate?: number; readonly replace?: number };
  /** Where there is nothing to approve: refused by the gate, or red; the rest is REVISE. */
  readonly unfit?: { readonly escalate?: number; readonly replace?: number };
}

export interface Profile {
  /** By the number of the attempt, from the first; the last entry holds for all further ones. */
  readonly builder: readonly BuilderOdds[];
  readonly ci: readonly CiOdds[];
  /** That a good patch is red in one try, by a test that says nothing of it (V3). */
  readonly flake: number;
  /** That CI cannot run, in one try (B6). */
  readonly ciEnvironment: number;
  readonly audit: AuditOdds;
  /** That an attempt after a failed one sends the same patch, and that a red one fails by the same tests (W9). */
  readonly repeats: { readonly patch?: number; readonly failure?: number };
  /** Of one Builder attempt. */
  readonly tokens: LogNormal;
  readonly minutes: LogNormal;
  readonly auditTokens: LogNormal;
  readonly auditMinutes: LogNormal;
  /** Of one try. */
  readonly ciMinutes: LogNormal;
}

/** A part of a document: what it leaves out comes from a wider part. */
export interface ProfilePart extends Partial<Profile> {
  /** On how many phases of the past its numbers rest; left out: on none. */
  readonly phases?: number;
}

export interface CategoryPart extends ProfilePart {
  readonly complexities?: Readonly<Partial<Record<Complexity, ProfilePart>>>;
}

export interface WorkerModel {
  readonly version: 1;
  /** For readers of reports. */
  readonly name?: string;
  /** What CI says of the base commit of a run (V6); the rest is GREEN. */
  readonly base?: { readonly red?: number; readonly missing?: number; readonly environment?: number };
  /** Minutes until a worker of the role claims what is offered. */
  readonly pickupMinutes?: Readonly<Partial<Record<WorkerRole, LogNormal>>>;
  readonly default?: ProfilePart;
  readonly complexities?: Readonly<Partial<Record<Complexity, ProfilePart>>>;
  readonly categories?: Readonly<Record<string, CategoryPart>>;
}

/** What the model says of phases of a kind, each value from the narrowest part that has it. */
export function profileOf(
  model: WorkerModel,
  builtIn: Profile,
  taskCategory: string | null,
  complexity: Complexity,
): Profile {
  const { categories = {} } = model;
  const category =
    taskCategory !== null && Object.hasOwn(categories, taskCategory) ? categories[taskCategory] : undefined;
  const parts: readonly (ProfilePart | undefined)[] = [
    category?.complexities?.[complexity],
    category,
    model.complexities?.[complexity],
    model.default,
  ];
  const value = <K extends keyof Profile>(key: K): Profile[K] => {
    for (const part of parts) {
      const found = part?.[key];
      if (found !== undefined) return found as Profile[K];
    }
    return builtIn[key];
  };
  return {
    builder: value('builder'),
    ci: value('ci'),
    flake: value('flake'),
    ciEnvironment: value('ciEnvironment'),
    audit: value('audit'),
    repeats: value('repeats'),
    tokens: value('tokens'),
    minutes: value('minutes'),
    auditTokens: value('auditTokens'),
    auditMinutes: value('auditMinutes'),
    ciMinutes: value('ciMinutes'),
  };
}

/** The entry of a list by the number of an attempt, from 1: the last one holds for all further ones. */
export const ofAttempt = <Entry>(list: readonly Entry[], number: number): Entry =>
  list[Math.min(Math.max(number, 1), list.length) - 1]!;
