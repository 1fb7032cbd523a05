/** What is kept of what an agent said: its own words for the next attempt, with no secret and no path of the machine in them (A4). */
import { outputRedactor } from '../../common/redact-output.js';
import { plainOutput } from '../../processes/plain-output.js';
import { credentialHint, secretsIn, type LetThrough } from './agent-environment.js';
import type { AgentEnd, AgentTask } from './agent.js';
import { withoutMachinePaths } from './machine-paths.js';
import { WORDS_LENGTH, wordsOf } from './profiles/output-profile.js';

export interface Saying {
  readonly task: Pick<AgentTask, 'workspace' | 'temporaryFolder'>;
  readonly home: string | undefined;
  readonly words: string | null;
  readonly remarks: readonly (string | null)[];
  readonly through: LetThrough;
}

export function agentSays({ task, home, words, remarks, through }: Saying): Pick<AgentEnd, 'words' | 'remarks'> {
  const redact = outputRedactor(secretsIn(through));
  const hidden = withoutMachinePaths({ workspace: task.workspace, temporaryFolder: task.temporaryFolder, home });
  const clean = (text: string): string => hidden(redact.text(text)).slice(0, WORDS_LENGTH).trim();
  return {
    words: words === null ? null : clean(words) || null,
    remarks: remarks.filter((each) => each !== null).map(clean),
  };
}

const STDERR_LENGTH = 1_000;

/** What it calls its failure; else what it said last, with the end of what it wrote to standard error. Null: nothing. */
export function lastWords(fault: string | null, words: string | null, stderr: string): string | null {
  if (fault !== null) return fault;
  const end = wordsOf(plainOutput(stderr).trimEnd().slice(-STDERR_LENGTH));
  const said = [words, end].filter((each) => each !== null);
  return said.length === 0 ? null : said.join('\n\n');
}

/** A fault of the surroundings with what can be done about it, where a login is missing (B6). */
export function withHint(fault: string | null, through: LetThrough): string | null {
  if (fault === null || !/log(ged)? ?in|login|\bkey\b|authenticat/i.test(fault)) return fault;
  const hint = credentialHint(through);
  return hint === null ? fault : `${fault} ${hint}`;
}
