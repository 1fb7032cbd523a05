/** How each program is led to a model on loopback, by its own settings: what stands in its home, what the worker passes on, and the model's name. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const KEY = 'key-of-the-check-agents-trial';

async function put(home, path, content) {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/**
 * `environment`: of the worker. `pass`: what it passes on. `key`: the variable without which there is no key. `home`: lays the program's settings.
 * `untold`: calls of its model that it tells nowhere. `retries`: it asks again and again while its provider fails, for longer than a trial waits.
 */
export const PROGRAMS = {
  'claude-code': {
    program: 'claude',
    acp: 'claude-agent-acp',
    // The adapter asks once more when the turn is over, which nobody tells.
    untold: { acp: 1 },
    key: 'ANTHROPIC_API_KEY',
    environment: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: KEY, CLAUDE_CODE_MAX_RETRIES: '1' }),
    limit: {
      status: 429,
      headers: { 'anthropic-ratelimit-unified-status': 'rejected', 'anthropic-ratelimit-unified-reset': '4102444800' },
    },
    home: () => undefined,
  },
  codex: {
    program: 'codex',
    acp: 'codex-acp',
    key: 'OPENAI_API_KEY',
    environment: () => ({ OPENAI_API_KEY: KEY }),
    limit: {
      status: 429,
      body: {
        error: { type: 'usage_limit_reached', message: 'The usage limit has been reached', plan_type: 'plus', resets_in_seconds: 3600 },
      },
    },
    home: (home, url) =>
      put(
        home,
        '.codex/config.toml',
        `model = "scripted"\nmodel_provider = "scripted"\n[model_providers.scripted]\nname = "scripted"\nbase_url = "${url}/v1"\nenv_key = "OPENAI_API_KEY"\nwire_api = "responses"\nrequest_max_retries = 1\nstream_max_retries = 1\n`,
      ),
  },
  gemini: {
    program: 'gemini',
    acp: 'gemini',
    key: 'GEMINI_API_KEY',
    retries: true,
    environment: (url) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: KEY }),
    home: (home) => put(home, '.gemini/settings.json', JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } })),
  },
  opencode: {
    program: 'opencode',
    acp: 'opencode',
    key: 'ANTHROPIC_API_KEY',
    retries: true,
    environment: (url) => ({ ANTHROPIC_BASE_URL: `${url}/v1`, ANTHROPIC_API_KEY: KEY }),
    home: (home) => put(home, '.config/opencode/opencode.json', JSON.stringify({ model: 'anthropic/claude-sonnet-4-5' })),
  },
  copilot: {
    program: 'copilot',
    acp: 'copilot',
    key: 'COPILOT_PROVIDER_API_KEY',
    retries: true,
    environment: (url) => ({
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_API_KEY: KEY,
      COPILOT_MODEL: 'gpt-5.2',
      COPILOT_OFFLINE: 'true',
    }),
    home: () => undefined,
  },
  qwen: {
    program: 'qwen',
    acp: 'qwen',
    key: 'OPENAI_API_KEY',
    retries: true,
    environment: (url) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: KEY, OPENAI_MODEL: 'scripted' }),
    home: (home) => put(home, '.qwen/settings.json', JSON.stringify({ security: { auth: { selectedType: 'openai' } } })),
  },
};
