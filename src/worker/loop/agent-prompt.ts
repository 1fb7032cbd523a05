/** The prompt of an agent (W7): the Supervisor's brief, the place of the result, and the same as data. Neither names the lease or the real repository. */
import { traceparentOf } from '../../domain/model/trace-ids.js';
import { cut, fenced } from '../../domain/text/markdown.js';
import { agentResultJsonSchema } from '../agents/agent-result-json-schema.js';
import type { AgentRole } from '../agents/contract/agent-role.js';
import { EXCHANGE_FOLDER } from '../workspace/own-repository.js';
import type { ClaimedWork } from './supervisor-api.js';

const RESULT_FILE = `${EXCHANGE_FOLDER}/result.json`;
const SCHEMA_FILE = `${EXCHANGE_FOLDER}/result.schema.json`;

/** The folder is ignored by git, so that some agents may not read there: the form is in the prompt itself. */
const FORM = `The exact form stands at the end of
this text, and in \`${SCHEMA_FILE}\`; unknown keys are refused.`;

const RESULT: Readonly<Record<AgentRole, string>> = {
  BUILDER: `What counts is what stands in the files of your work tree when you end. If there is something
to say, leave it as JSON in \`${RESULT_FILE}\`; all of it may be left out:

    {"status": "SUCCEEDED", "notes": "what the next one should know",
     "probes": [{"name": "unit tests", "kind": "test", "exitCode": 0}]}

\`status\` is SUCCEEDED, FAILED or NEEDS_REVIEW. Problems that you saw and did not solve belong under
\`issues\`. ${FORM}`,
  AUDITOR: `Your work tree holds the base commit with the patch applied, staged. Write your verdict as JSON
into \`${RESULT_FILE}\`; without it your review is lost:

    {"verdict": "REVISE", "notes": "why, for the next Builder", "confidence": "HIGH"}

\`verdict\` is APPROVE, REVISE or ESCALATE. ${FORM}
If you change a file of the work tree, all that stands there then replaces the patch; leave nothing
lying about.`,
};

const NO_PATCH = `The patch does not apply to the base commit, or there is none:
your work tree holds the base commit alone. To approve, bring a patch: change the files.`;

const BRIEF_FILE = `The brief is also data: \`${EXCHANGE_FOLDER}/brief.json\`, with all that is cut above.`;

const TOOLS = `## Tools of Autopack

You may ask Autopack by the MCP server \`autopack\`. \`check_patch\` says what the gate would say of a patch, as
\`git diff\` prints it: it costs no attempt. \`read_context\` shows earlier attempts, reports of CI and open issues at
length. \`record_issues\` records problems that you leave. If they are not among your tools, search for them; where there
is no such server, go on without. Your result is given in by your files, as above.`;

interface PromptMore {
  /** What it answered under this lease before. */
  readonly refused?: RefusedAnswer | null;
  /** It is given the tools of Autopack (A6). */
  readonly hasTools?: boolean;
}

/** An answer of the agent that the Supervisor did not take. */
export interface RefusedAnswer {
  /** The Supervisor's words. */
  readonly why: string;
  /** What was answered, in a word, and the notes that went with it. */
  readonly answer: string;
  readonly notes: string;
}

/** `patchPlaced`: an Auditor's work tree holds the patch. */
export function promptOf(
  work: ClaimedWork,
  role: AgentRole,
  patchPlaced: boolean,
  { refused = null, hasTools = false }: PromptMore = {},
): string {
  const parts = [work.brief.markdown.trimEnd(), BRIEF_FILE, `## Your result\n\n${RESULT[role]}`];
  if (role === 'AUDITOR' && !patchPlaced) parts.push(NO_PATCH);
  if (hasTools) parts.push(TOOLS);
  if (refused) parts.push(refusedWords(refused));
  parts.push(`## The form of ${RESULT_FILE}\n\n\`\`\`json\n${JSON.stringify(agentResultJsonSchema(role))}\n\`\`\``);
  return `${parts.join('\n\n')}\n`;
}

const DISPLAYED_NOTES = 2_000;

/** What an agent that runs again has to know: it starts anew and remembers nothing. */
const refusedWords = ({ why, answer, notes }: RefusedAnswer): string =>
  [
    `## Your last answer was refused\n\nYou answered ${answer} before. The Supervisor does not take that:`,
    fenced(why),
    ...(notes.trim() === '' ? [] : ['Your notes were:', fenced(cut(notes, DISPLAYED_NOTES))]),
    'Answer again, with what is acceptable now. It is the last time that you are asked.',
  ].join('\n\n');

/** Everything of the brief but its Markdown, the place of the repository, and the lease. */
export function briefDataOf(work: ClaimedWork): object {
  const { markdown: _markdown, repositoryPath: _path, ...brief } = work.brief;
  const { role, runId, phaseId, attempt, lease } = work;
  return {
    role,
    runId,
    phaseId,
    attempt,
    tokenAllowance: lease.tokenAllowance,
    hardDeadlineAt: lease.hardDeadlineAt,
    ...brief,
  };
}

/** Who an agent works for, and the span of its attempt as the parent of its own (O9). */
export const agentVariables = (work: ClaimedWork): Record<string, string> => ({
  AUTOPACK_PROJECT_ID: work.brief.projectId,
  AUTOPACK_RUN_ID: work.runId,
  ...(work.phaseId === null ? {} : { AUTOPACK_PHASE_ID: work.phaseId }),
  AUTOPACK_ATTEMPT: String(work.attempt),
  TRACEPARENT: traceparentOf(work),
});
