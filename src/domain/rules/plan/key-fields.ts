/** The keys of a phase's key list, by each word that a plan may write for them, and the fields of the phase that they give. */
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
