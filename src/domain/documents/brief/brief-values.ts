/** What a brief holds (W7), and what it is made of. */
import type { WorkFacts } from '../../decisions/work/facts.js';
import type { PhaseIssue } from '../../model/issue.js';
import type { CiProfile } from '../../model/vocabulary.js';
import type { PhaseStrategy } from '../../rules/strategy/strategy.js';
import type { EarlierAttempt, History, Texts } from './brief-history.js';
import type { BriefPreparation, BriefStep } from './brief-preparation.js';

/** What an Auditor may answer now (W10). */
export interface ApprovalTerms {
  /** APPROVE without a patch is accepted. */
  readonly asItIs: boolean;
  /** Why it is not; null: it is. */
  readonly whyNot: string | null;
  /** REVISE counts as ESCALATE and fails the phase: no audit is left to approve the revision. */
  readonly reviseEscalates: boolean;
}

export interface Brief {
  readonly projectId: string;
  readonly repositoryPath: string | null;
  readonly integrationBranch: string | null;
  readonly baseCommit: string | null;
  readonly commit: string | null;
  /** Introduction of the plan; null: it has none. */
  readonly planIntroduction: string | null;
  readonly tierName: string;
  readonly tierDescription: string | null;
  readonly phaseName: string;
  readonly phaseDescription: string | null;
  readonly allowedPaths: readonly string[];
  readonly protectedPaths: readonly string[];
  readonly acceptanceCriteria: readonly string[];
  readonly strategy: PhaseStrategy;
  readonly notes: readonly string[];
  readonly openIssues: readonly PhaseIssue[];
  readonly patch: string | null;
  readonly ciProfile: CiProfile;
  readonly ciSteps: readonly BriefStep[];
  /** What comes before the steps, and before an agent (V7). */
  readonly preparation: BriefPreparation;
  /** All steps run, though one of them failed: what is red is compared with the base commit (V6). */
  readonly ciGoesOn: boolean;
  /** This is try `tryNumber` of `tries`: of a Builder, of an audit, or of the commit under CI. */
  readonly tryNumber: number;
  readonly tries: number;
  readonly claimedAt: Date;
  readonly hardDeadlineAt: Date;
  /** Whole minutes from the claim to the hard deadline. */
  readonly minutes: number;
  /** Newest first. */
  readonly earlier: readonly EarlierAttempt[];
  /** The whole patch whose head is among `earlier`; null: there is none, or it is too large. */
  readonly previousPatch: string | null;
  /** For Auditors. */
  readonly approval: ApprovalTerms | null;
  readonly markdown: string;
}

/** What a brief is made of besides the facts. */
export interface BriefSources {
  readonly strategy: PhaseStrategy;
  /** What came before, as it was when the work was claimed. */
  readonly history: History;
  readonly planIntroduction: string | null;
  readonly openIssues: readonly PhaseIssue[];
  /** For Auditors: the patch to look at. */
  readonly patch: string | null;
  /** Of the files that `wantedOf(history)` names. */
  readonly texts: Texts;
}

export type BriefFacts = Omit<WorkFacts, 'open'>;
