/**
 * The form of a ruleset document (P1): every key, its bounds and what it means. The published JSON Schema is printed
 * from it. Objects are strict: a key that is not here is a typo. A document is checked by `formFaults` before it comes
 * here.
 */
import { z } from 'zod';

import { LIST_ENTRY_MAX_LENGTH, LIST_MAX_ENTRIES, textFault } from '../../model/identity.js';
import { BUDGET_MAXIMA } from '../../model/limits.js';
import { BASELINE_MODES, RUN_SCOPES, SAFETY_PROFILES } from '../../model/vocabulary.js';
import {
  AUTHOR_MAX_LENGTH,
  authorFault,
  DEFAULT_SUBJECT,
  SUBJECT_MAX_LENGTH,
  SUBJECT_WORDS,
  subjectFault,
} from './commit-rules.js';
import { branchFault, GLOB_MAX_LENGTH } from './glob-fault.js';
import { preparationShape } from './preparation-schema.js';
import {
  attempts,
  categoryRules,
  MAX_BYTES,
  MAX_CATEGORIES,
  MAX_LINES,
  MAX_VERSION,
  minutes,
  pauses,
  phaseShape,
  runRules,
  steps,
  thresholds,
  tierRules,
  tokens,
  word,
} from './ruleset-parts.js';
import { glob, name, ruled, seconds, whole } from './schema-fields.js';

export const rulesetSchema = z
  .strictObject({
    $schema: z
      .string()
      .max(LIST_ENTRY_MAX_LENGTH)
      .superRefine((text, context) => {
        const wrong = textFault(text, LIST_ENTRY_MAX_LENGTH);
        // Its length is judged above; one fault would be reported twice.
        if (wrong && text.length <= LIST_ENTRY_MAX_LENGTH) context.addIssue({ code: 'custom', message: wrong });
      })
      .describe('Where the JSON Schema of this document is; for editors.'),
    version: whole(MAX_VERSION).describe('Your own mark. The project numbers its ruleset versions itself.'),
    safetyProfile: word(SAFETY_PROFILES).describe('Of runs whose caller names none. Default: normal.'),
    runScope: word(RUN_SCOPES).describe('Of runs whose caller names none. Default: multi_tier.'),
    defaults: z
      .strictObject({
        run: runRules.describe('Budgets of a run.'),
        tier: tierRules.describe('Budgets of a tier: factors of what its phases bring, and upper bounds besides them.'),
        phase: z
          .strictObject(phaseShape)
          .partial()
          .describe(
            'For phases without a category, or of a category that has neither an entry in `categories` nor a default of its own.',
          ),
      })
      .partial()
      .describe('Budgets and care where nothing more special is said.'),
    categories: z
      .record(name(), categoryRules)
      .meta({ maxProperties: MAX_CATEGORIES })
      .describe(
        'Care by task category, and severity by task or issue category. Any name may be used; what an entry leaves out keeps its default.',
      ),
    aging: z
      .strictObject({
        normal: thresholds(3, 2).describe('In a run of the normal safety profile.'),
        safetyCritical: thresholds(2, 1).describe('In a safety critical run; never later than in a normal one.'),
        resolvedAfterRuns: whole(BUDGET_MAXIMA.issues).describe(
          'Not seen in so many successful runs in a row, an issue counts as resolved. Default: 5.',
        ),
      })
      .partial()
      .describe('When issues of the backlog get old.'),
    debtCleanup: z
      .strictObject({
        agedIssues: whole(BUDGET_MAXIMA.issues).describe('So many aged minor issues make cleanup due. Default: 3.'),
        maxPhases: whole(2, 0).describe(
          'At most so many cleanup phases are added to a run, 0 to 2; 0: none. Default: 2.',
        ),
      })
      .partial()
      .describe('When a run gets phases that clean up aged issues.'),
    paths: z
      .strictObject({
        protected: z
          .array(glob())
          .max(LIST_MAX_ENTRIES)
          .describe('Globs of files that no run may touch, besides the built-in ones.'),
        branches: z
          .array(ruled(branchFault, GLOB_MAX_LENGTH))
          .max(LIST_MAX_ENTRIES)
          .describe(
            'Branches that no run may write, besides main, master and the repository\'s default branch. A "*" matches any text.',
          ),
      })
      .partial()
      .describe('What runs keep away from.'),
    patch: z
      .strictObject({
        maxBytes: whole(MAX_BYTES).describe('Size of a patch as text. Default: 1,048,576.'),
        maxUnpackedBytes: whole(MAX_BYTES).describe('Size of what a patch writes. Default: 20,971,520.'),
        maxFiles: whole(MAX_LINES).describe('Files that a patch touches. Default: 200.'),
        maxDeletedLines: whole(MAX_LINES, 0).describe(
          'More deleted lines in a phase of low complexity need an audit. Default: 200.',
        ),
      })
      .partial()
      .describe('Limits of one patch.'),
    git: z
      .strictObject({
        lfs: z
          .boolean()
          .describe(
            'True: files under Git LFS are stored as pointers, by git-lfs, which the server must have. Default: false; they are refused.',
          ),
      })
      .partial()
      .describe('What is stored in the repository besides files.'),
    commit: z
      .strictObject({
        author: ruled(authorFault, AUTHOR_MAX_LENGTH).describe(
          'Author and committer of all commits and tags, as "Name <mail>". Default: Autopack <autopack@localhost>.',
        ),
        subject: ruled(subjectFault, SUBJECT_MAX_LENGTH).describe(
          `First line of a phase's commit. ${SUBJECT_WORDS.map((each) => `{${each}}`).join(', ')} stand for their values. Default: ${DEFAULT_SUBJECT}.`,
        ),
      })
      .partial()
      .describe('Whose commits a run makes, and what their subjects look like.'),
    ci: z
      .strictObject({
        profiles: z
          .strictObject({ normal: steps('normal CI'), strict: steps('strict CI') })
          .partial()
          .describe('What CI runs.'),
        tries: z
          .union([
            attempts(),
            z
              .strictObject({
                normal: attempts().describe('Under normal CI. Default: 3.'),
                strict: attempts().describe('Under strict CI; never more than under normal CI. Default: 2.'),
              })
              .partial(),
          ])
          .describe('Tries of one commit, the first included: one number for both profiles, or one for each.'),
        pausesSeconds: pauses().describe(
          'Seconds before each further try; the last one holds for all that follow. Default: 5, 20.',
        ),
        waitMinutes: minutes().describe(
          'A try that nobody reported after so many minutes is a failure of the environment. Default: 30.',
        ),
        baseline: word(BASELINE_MODES).describe(
          'CI runs on the base commit before anything is handed to a Builder. required: unless it is green, the run ends. delta: tests that fail there do not make a phase red. off: no such check. Default: required.',
        ),
        ...preparationShape,
      })
      .partial()
      .describe('Continuous integration.'),
    promotion: z
      .strictObject({
        testMerge: z
          .boolean()
          .describe(
            'CI runs on the merge commit before the target moves, where it has moved since the run began. Default: true.',
          ),
      })
      .partial()
      .describe('Promotion.'),
    audit: z
      .strictObject({
        waitMinutes: minutes().describe(
          'An Auditor that is missing for so many minutes is a failure of the environment. Default: 30.',
        ),
      })
      .partial()
      .describe('Audits.'),
    leases: z
      .strictObject({
        expirySeconds: seconds().describe('A lease ends so many seconds after its last heartbeat. Default: 120.'),
        hardDeadlineMinutes: minutes().describe(
          'A lease ends so many minutes after it was given out, whatever happens. Default: 45.',
        ),
      })
      .partial()
      .describe('The right to work on an attempt.'),
    environment: z
      .strictObject({
        pausesSeconds: pauses().describe(
          'Seconds before a phase is offered again after a failure of the environment. Default: 10, 60.',
        ),
      })
      .partial()
      .describe("Failures that are nobody's fault."),
    tokens: z
      .strictObject({
        flatPerAttempt: tokens(0).describe('Charged for an attempt whose usage is unknown. Default: 0.'),
      })
      .partial()
      .describe('Charging.'),
  })
  .partial();

export type RulesetDocument = z.output<typeof rulesetSchema>;
