/**
 * Whether it was the surroundings that failed (B6): no such program, no login, no credit, a provider that is overloaded. Such an attempt is
 * not the work's fault and must not use it up. Only an agent's own report of failure is read for this, never its talk.
 */
import type { StartFault } from '../../processes/process-contract.js';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /credit balance|insufficient[_ ](quota|funds|credit)|out of credit|billing|payment required|\b402\b/i,
    'its provider has no credit left',
  ],
  [/rate.?limit|usage limit|quota|too many requests|resource.?exhausted|\b429\b/i, 'its provider limits its rate'],
  [/not logged in|log ?in|unauthori[sz]ed|authenticat|invalid.{0,10}(api.?)?key|api.?key|forbidden|\b40[13]\b/i, 'it is not logged in'],
  [/overloaded|service unavailable|bad gateway|internal server error|\b5[02]\d\b/i, 'its provider is out of order'],
  [/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|network|fetch failed|stream disconnected/i, 'its provider cannot be reached'],
  [/ENOSPC|no space left/i, 'the disk is full'],
];
const SHOWN = 200;

/** From what an agent says of its own failure. */
export function environmentFaultOf(said: string): string | null {
  const found = PATTERNS.find(([pattern]) => pattern.test(said));
  return found ? `The agent could not work: ${found[1]} (${JSON.stringify(shorten(said))}).` : null;
}

const WHY: Readonly<Record<StartFault, (program: string) => string>> = {
  'missing-program': (program) => `The agent's program ${program} is not there.`,
  'missing-folder': () => 'The folder in which the agent was to work is not there.',
  'not-executable': (program) => `The agent's program ${program} may not be executed.`,
  'no-resources': () => 'The agent could not be started: the machine is out of processes or memory.',
  'bad-arguments': (program) => `The agent's program ${program} could not be started with these arguments.`,
};

/** From a program that did not start; only its last part is shown, no path of the machine (A4). */
export function startFaultOf(fault: StartFault, program: string): string {
  return WHY[fault](program.slice(program.lastIndexOf('/') + 1));
}

const shorten = (text: string): string => [...text.replaceAll(/\p{Cc}+/gu, ' ')].slice(0, SHOWN).join('');
