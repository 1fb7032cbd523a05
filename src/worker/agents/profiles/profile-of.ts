/** The reader for a profile's name. */
import { claudeStreamJson } from './claude-stream-json.js';
import { codexJsonl } from './codex-jsonl.js';
import { geminiStreamJson } from './gemini-stream-json.js';
import { opencodeJson } from './opencode-json.js';
import type { OutputProfile, OutputProfileName } from './output-profile.js';
import { plainProfile } from './plain.js';

const PROFILES: Readonly<Record<OutputProfileName, () => OutputProfile>> = {
  plain: plainProfile,
  'claude-stream-json': claudeStreamJson,
  'codex-jsonl': codexJsonl,
  'gemini-stream-json': geminiStreamJson,
  'opencode-json': opencodeJson,
};

export const profileOf = (name: OutputProfileName): OutputProfile => PROFILES[name]();
