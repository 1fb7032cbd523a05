/** The keys of phases in a plan, and the fields that they give (P3). */
import type { PlannedPhase } from '../../model/plan.js';
import { wordForm } from '../../text/near-words.js';

export type KeyField = Exclude<keyof PlannedPhase, 'phaseId' | 'name' | 'description'>;

const KEYS: Readonly<Record<string, KeyField>> = {
  Category: 'taskCategory',
  'Task category': 'taskCategory',
  Complexity: 'complexity',
  Mode: 'builderMode',
  'Builder mode': 'builderMode',
  Paths: 'allowedPaths',
  'Allowed paths': 'allowedPaths',
  Acceptance: 'acceptanceCriteria',
  'Acceptance criteria': 'acceptanceCriteria',
  'Done when': 'acceptanceCriteria',
  'No change allowed': 'allowNoop',
  'Allow no-op': 'allowNoop',
};

export const KEY_WORDS = Object.keys(KEYS);

export const FIELDS = new Map(Object.entries(KEYS).map(([key, field]) => [wordForm(key), field]));
