/** A project: a code base under supervision, with its ruleset versions and its backlog. */
import type { Dispatch } from './dispatch.js';

export interface ProjectFacts extends Dispatch {
  readonly projectId: string;
  readonly name: string;
  /** Absolute path of its git repository on the server; null: none, runs are driven without git (G6). */
  readonly repositoryPath: string | null;
  /** Fixed when the repository was named (M2); null: it could not be read then, and HEAD is asked with each run. */
  readonly defaultBranch: string | null;
  /** May the Supervisor move the target branch on promotion (M2)? */
  readonly allowPromotion: boolean;
  /** Runs that ended so many days ago are archived and deleted (O10); null: never. */
  readonly retentionDays: number | null;
  /** Number of the newest ruleset; 0: none was published. */
  readonly rulesetVersion: number;
  readonly createdAt: Date;
}

/** The project of callers that name none. */
export const DEFAULT_PROJECT_ID = 'default';
