/** The log of an agent as it may be stored (A4): secrets that were passed to it, what looks like one, and paths of the machine are taken out. */
import { outputRedactor } from '../../common/redact-output.js';

export const agentLog = (text: string, secrets: readonly string[]): string => outputRedactor(secrets).text(text);
