/** What is kept of what an agent said: its own words for the next attempt, with no secret and no path of the machine in them (A4). */
import { outputRedactor } from '../../common/redact-output.js';
import { credentialHint, type LetThrough, secretsOf } from './agent-environment.js';
import type { AgentEnd, AgentTask } from './contract/agent.js';
import { withoutMachinePaths } from './machine-paths.js';
import { endOf, wordsOf } from './profiles/output-profile.js';

export interface Saying {
  readonly task: Pick<AgentTask, 'workspace' | 'temporaryFolder' | 'door'>;
  readonly home: string | undefined;
  readonly through: LetThrough;
  /** What it calls its failure; null: it names none. */
  readonly failure: string | null;
  /** Its last statement; null: none. */
  readonly stated: string | null;
  readonly stderr: string;
  readonly remarks: readonly (string | null)[];
  /** What failed was not the work; what its provider says alone. Both as they were found. */
  readonly environmentFault: string | null;
  readonly providerFault: string | null;
}

type Stated = Pick<AgentEnd, 'lastWords' | 'errorOutput' | 'remarks' | 'environmentFault' | 'providerFault'>;

/** Less than what is read: half a secret at the beginning of what was read is not displayed. */
const LAST_WORDS_LENGTH = 3_000;
const ERROR_OUTPUT_LENGTH = 1_000;

export function agentSays({
  task,
  home,
  through,
  failure,
  stated,
  stderr,
  remarks,
  environmentFault,
  providerFault,
}: Saying): Stated {
  const redact = outputRedactor(secretsOf(through, task));
  const hidden = withoutMachinePaths({ workspace: task.workspace, temporaryFolder: task.temporaryFolder, home });
  const clean = (text: string): string => hidden(redact.text(text)).trim();
  const end = (text: string | null, most: number): string | null => endOf(clean(wordsOf(text) ?? ''), most) || null;
  const fault = (sentence: string | null): string | null =>
    sentence === null ? null : withHint(clean(sentence), through);
  const lastWords = end(failure ?? stated, LAST_WORDS_LENGTH);
  // What it calls its failure says more than what was written on the way.
  const errorOutput = failure === null ? end(stderr, ERROR_OUTPUT_LENGTH) : null;
  return {
    lastWords,
    errorOutput: errorOutput === lastWords ? null : errorOutput,
    remarks: remarks.filter((each) => each !== null).map(clean),
    environmentFault: fault(environmentFault),
    providerFault: fault(providerFault),
  };
}

/** A fault of the surroundings with what can be done about it, where a login is missing, or a model that only a login has (B6). */
export function withHint(fault: string | null, through: LetThrough): string | null {
  if (fault === null) return null;
  const isLogin = /it is not logged in \(/.test(fault);
  if (!isLogin && !/no such model|log(ged)? ?in|login|\bkey\b|authenticat/i.test(fault)) return fault;
  const hint = credentialHint(through) ?? (isLogin ? CHECK_KEY : null);
  return hint === null ? fault : `${fault} ${hint}`;
}

const CHECK_KEY = 'Check the key that is passed on, or the login of the agent, and what its account may use.';
