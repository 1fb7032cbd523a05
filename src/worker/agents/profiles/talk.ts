/** What the readers of JSON lines have in common: what was seen of an agent so far, and how a line's reader becomes a profile. */
import type { AgentTokens } from '../contract/agent.js';
import { JsonLines } from './json-lines.js';
import { type Fields, noteOf, type OutputProfile, type Seen, type StatedFault, wordsOf } from './output-profile.js';

/** What was seen so far of an agent that talks in lines of JSON. */
export class Talk {
  finished = false;
  fault: StatedFault | null = null;
  unfinished: string | null = null;
  note: string | null = null;
  lastWords: string | null = null;
  worked = false;

  /** A text of its own; what says nothing changes nothing. */
  says(text: unknown): void {
    this.note = noteOf(text) ?? this.note;
    this.lastWords = wordsOf(text) ?? this.lastWords;
  }

  /** A tool that its model asked for. */
  uses(tool: string): void {
    this.notes(`uses ${tool}`);
    this.worked = true;
  }

  /** What it is doing. */
  notes(text: string): void {
    this.note = noteOf(text) ?? this.note;
  }
}

/** `more`: what is known only when it is requested, above all the tokens; it goes before what is in `talk`. */
export function jsonProfile(
  talk: Talk,
  onEvent: (event: Fields) => void,
  more: () => { readonly tokens: AgentTokens } & Partial<Pick<Seen, 'fault' | 'unfinished'>>,
): OutputProfile {
  const lines = new JsonLines(onEvent);
  return {
    read: (text) => lines.read(text),
    seen: () => {
      const { finished, fault, unfinished, note, lastWords, worked } = talk;
      const { unreadableLines, stray } = lines;
      return { finished, fault, unfinished, note, lastWords, worked, unreadableLines, stray, ...more() };
    },
  };
}
