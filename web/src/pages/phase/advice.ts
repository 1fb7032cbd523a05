/** What a person can do about a reason of the gate, by its code. The server's sentence says what is wrong. */

const PLAN_PATHS =
  'Widen the allowed paths of the phase in the plan, or describe the work so that it stays inside them.';
const LIMITS = 'Split the phase into smaller ones, or raise the limits of patches in the ruleset.';
const BY_AUDITOR = 'An Auditor decides; it is offered to workers with the role “auditor”.';
const NEXT = 'The next attempt reads this in its brief.';

const ADVICE: Readonly<Record<string, string>> = {
  builder_failed: `Its message says why. ${NEXT}`,
  probe_failed: `The Builder ran these checks itself. ${NEXT}`,
  patch_empty:
    'If no change is a fine result, let the phase allow it (allowNoop); else say more precisely what is to change.',
  patch_malformed: `The agent wrote the patch by hand or cut it. ${NEXT}`,
  patch_does_not_apply:
    'The patch was made against other files than those of the base commit. The next attempt begins from the present commit.',
  path_outside_allowed: PLAN_PATHS,
  path_protected:
    'The ruleset protects these paths (paths.protected): do this change by hand, or publish a ruleset that allows it.',
  path_unusable: `Files must have names that every system can store. ${NEXT}`,
  path_collision: `Two names differ only in a way that some systems ignore, such as upper case. ${NEXT}`,
  large_file: 'Store large files elsewhere, or raise the limits of patches in the ruleset.',
  attributes_not_met: 'The repository has rules in .gitattributes that this patch breaks.',
  symlink_leaves_tree: `Links may only lead to files of the repository. ${NEXT}`,
  submodule: 'Phases cannot change submodules: do this change by hand.',
  patch_too_large: LIMITS,
  patch_unpacks_too_large: LIMITS,
  too_many_files: LIMITS,
  needs_review: BY_AUDITOR,
  new_major_issue: BY_AUDITOR,
  auto_apply_off: `The strategy wants every patch of this phase reviewed. ${BY_AUDITOR}`,
  many_deletions: BY_AUDITOR,
  audit_requested: BY_AUDITOR,
};

/** Null: there is nothing to do. */
export const adviceFor = (code: string): string | null => (Object.hasOwn(ADVICE, code) ? ADVICE[code]! : null);
