/** The reader for a profile's name. */
import { claudeStreamJson } from './claude-stream-json.js';
import { clineJson } from './cline-json.js';
import { codexJsonl } from './codex-jsonl.js';
import { copilotJsonl } from './copilot-jsonl.js';
import { droidStreamJson } from './droid-stream-json.js';
import { geminiStreamJson } from './gemini-stream-json.js';
import { opencodeJson } from './opencode-json.js';
import type { OutputProfile, OutputProfileName } from './output-profile.js';
import { piJson } from './pi-json.js';
import { plainProfile } from './plain.js';
import { qwenStreamJson } from './qwen-stream-json.js';

const PROFILES: Readonly<Record<OutputProfileName, () => OutputProfile>> = {
  plain: plainProfile,
  'claude-stream-json': claudeStreamJson,
  'codex-jsonl': codexJsonl,
  'gemini-stream-json': geminiStreamJson,
  'opencode-json': opencodeJson,
  'copilot-jsonl': copilotJsonl,
  'qwen-stream-json': qwenStreamJson,
  'pi-json': piJson,
  'cline-json': clineJson,
  'droid-stream-json': droidStreamJson,
};

export const profileOf = (name: OutputProfileName): OutputProfile => PROFILES[name]();
