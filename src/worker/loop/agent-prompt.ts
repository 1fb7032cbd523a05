/** What an agent is told (W7): the Supervisor's brief, where the result belongs, and the same as data. Neither names the lease or the real repository. */
import { agentResultJsonSchema } from '../agents/agent-result-json-schema.js';
import type { AgentRole } from '../agents/agent-role.js';
import { EXCHANGE_FOLDER } from '../workspace/own-repository.js';
import type { ClaimedWork } from './supervisor-api.js';

const RESULT_FILE = `${EXCHANGE_FOLDER}/result.json`;
const SCHEMA_FILE = `${EXCHANGE_FOLDER}/result.schema.json`;

/** The folder is ignored by git, so that some agents may not read there: the form stands in the prompt itself. */
const FORM = `The exact form stands at the end of this text, and in \`${SCHEMA_FILE}\`; unknown keys are refused.`;

const RESULT: Readonly<Record<AgentRole, string>> = {
  BUILDER: `What counts is what stands in the files of your work tree when you end. If there is something to say, leave it as JSON in \`${RESULT_FILE}\`; all of it may be left out:

    {"status": "SUCCEEDED", "notes": "what the next one should know", "probes": [{"name": "unit tests", "kind": "test", "exitCode": 0}]}

\`status\` is SUCCEEDED, FAILED or NEEDS_REVIEW. Problems that you saw and did not solve belong under \`issues\`. ${FORM}`,
  AUDITOR: `Your work tree holds the base commit with the patch applied, staged. Write your verdict as JSON into \`${RESULT_FILE}\`; without it your review is lost:

    {"verdict": "REVISE", "notes": "why, for the next Builder", "confidence": "HIGH"}

\`verdict\` is APPROVE, REVISE or ESCALATE. ${FORM} If you change a file of the work tree, all that stands there then replaces the patch; leave nothing lying about.`,
};

const NO_PATCH = `The patch does not apply to the base commit, or there is none: your work tree holds the base commit alone. To approve, bring a patch: change the files.`;

/** `patchLaid`: an Auditor's work tree holds the patch. */
export function promptOf(work: ClaimedWork, role: AgentRole, patchLaid: boolean): string {
  const parts = [work.brief.markdown.trimEnd(), `## Your result\n\n${RESULT[role]}`];
  if (role === 'AUDITOR' && !patchLaid) parts.push(NO_PATCH);
  parts.push(`## The form of ${RESULT_FILE}\n\n\`\`\`json\n${JSON.stringify(agentResultJsonSchema(role))}\n\`\`\``);
  return `${parts.join('\n\n')}\n`;
}

/** Everything of the brief but its Markdown, the place of the repository, and the lease. */
export function briefDataOf(work: ClaimedWork): object {
  const { markdown: _markdown, repositoryPath: _path, ...brief } = work.brief;
  const { role, runId, phaseId, attempt, lease } = work;
  return { role, runId, phaseId, attempt, tokenAllowance: lease.tokenAllowance, hardDeadlineAt: lease.hardDeadlineAt, ...brief };
}

export const agentVariables = (work: ClaimedWork): Record<string, string> => ({
  AUTOPACK_PROJECT_ID: work.brief.projectId,
  AUTOPACK_RUN_ID: work.runId,
  AUTOPACK_PHASE_ID: work.phaseId,
  AUTOPACK_ATTEMPT: String(work.attempt),
});
