/**
 * The last words of an agent, for the next try and for people: what it said at the end on standard output and on standard error, readable and short.
 * Secrets are taken out, and places of this machine (A4).
 */
import { homedir } from 'node:os';
import { plainOutput } from '../../processes/plain-output.js';
import { agentLog } from './agent-log.js';
import type { AgentTask } from './agent.js';

const LENGTH = 1_500;
const TAIL_LENGTH = 8_192;

/** The end of a stream that may be of any length. */
export class StreamTail {
  private tail = '';

  add(text: string): void {
    this.tail = (this.tail + text).slice(-TAIL_LENGTH);
  }

  text(): string {
    return this.tail;
  }
}

export function lastWordsOf(said: string | null, stderr: string, secrets: readonly string[], task: Pick<AgentTask, 'workspace'>): string {
  const clean = (text: string): string => shortened(agentLog(withoutPlaces(plainOutput(text.toWellFormed()), task), secrets).trim());
  const [own, errors] = [clean(said ?? ''), clean(stderr)];
  return [own, errors === '' || errors === own ? '' : `On standard error:\n${errors}`].filter((part) => part !== '').join('\n\n');
}

function withoutPlaces(text: string, { workspace }: Pick<AgentTask, 'workspace'>): string {
  const home = process.env.HOME || homedir();
  const inside = text.replaceAll(`${workspace}/`, '').replaceAll(workspace, '.');
  return home.length > 1 ? inside.replaceAll(home, '~') : inside;
}

const shortened = (text: string): string => (text.length <= LENGTH ? text : `… ${text.slice(-LENGTH).toWellFormed().trimStart()}`);
