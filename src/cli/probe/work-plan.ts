/** What the probe of work does to a server, as data: its plan, its rules, its patches. */
import { patchThatAdds } from './probe-workers.js';

/** Built at once, reviewed because its category wants it, reviewed because the operator asks for it. */
export const WORK_PLAN = [
  {
    tierId: 'T1',
    name: 'Work',
    phases: [
      {
        phaseId: 'W1.1',
        name: 'Greet the reader',
        description: 'Add a text that greets.',
        taskCategory: 'feature_scaffolding',
        acceptanceCriteria: ['The reader is greeted.'],
        allowedPaths: ['src/'],
      },
      { phaseId: 'W1.2', name: 'Check the pass', taskCategory: 'security_auth' },
      { phaseId: 'W1.3', name: 'Write it down', taskCategory: 'docs' },
    ],
  },
];

/** Nothing to wait for between tries. */
export const RULES_WITHOUT_PAUSES = { ci: { pausesSeconds: [0, 0] }, environment: { pausesSeconds: [0, 0] } };

/** Of the run that is to use it up. */
export const SMALL_TOKEN_CAP = 1_000;

export const LATE_PATCH = patchThatAdds('src/late.txt', 'too late');
export const GOOD_PATCH = patchThatAdds('src/greeting.txt', 'hello');
