/** How each program is led to a model on loopback, by its own settings: what is in its home, what the worker passes on, and the model's name. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { claudeSettings, codexWords } from './driven-run.mjs';

const KEY = 'key-of-the-check-agents-trial';

async function put(home, path, content) {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/**
 * `environment`: of the worker, who passes it on. `key`: the variables without which there is no key. `home`: lays the program's settings; without a key it
 * is told so. `model`: what the worker names. `limit`: how a provider reports that a subscription's limit is reached; with variables of its own.
 * `withoutTools`: why the tools of a lease cannot be tried, by way. `finds`: calls that come first where tools of a server are listed only to a model that searches for them. `drive`: its words as a client of these servers. `only`: the trials that can be played without its own service or login, by way. `passesAllowance`: why its allowance cannot stop it, by way. `untold`: calls of its model that it reports nowhere. `retries`: it asks again and again while its provider fails, for longer than a trial waits.
 */
export const PROGRAMS = {
  'claude-code': {
    program: 'claude',
    acp: 'claude-agent-acp',
    // The adapter asks once more when the turn is over, which nobody reports.
    untold: { acp: 1 },
    withoutTools: {
      acp: 'its auto mode asks its model whether a tool may be called, which the scripted one cannot judge',
    },
    drive: async (home, list) => {
      await put(home, 'servers.json', JSON.stringify(claudeSettings(list)));
      const allowed = list.map(({ name }) => `mcp__${name}`).join(',');
      return ['claude', '-p', '--mcp-config', join(home, 'servers.json'), '--allowedTools', allowed];
    },
    key: 'ANTHROPIC_API_KEY',
    environment: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: KEY, CLAUDE_CODE_MAX_RETRIES: '1' }),
    // The limit of a subscription, which is reported to a login and not to a key.
    limit: {
      without: 'ANTHROPIC_API_KEY',
      environment: { CLAUDE_CODE_OAUTH_TOKEN: KEY },
      status: 429,
      headers: { 'anthropic-ratelimit-unified-status': 'rejected', 'anthropic-ratelimit-unified-reset': '4102444800' },
    },
    home: () => undefined,
  },
  codex: {
    program: 'codex',
    acp: 'codex-acp',
    drive: (home, list) => ['codex', 'exec', '--skip-git-repo-check', ...codexWords(list), '-'],
    key: 'OPENAI_API_KEY',
    environment: () => ({ OPENAI_API_KEY: KEY }),
    limit: {
      status: 429,
      body: {
        error: {
          type: 'usage_limit_reached',
          message: 'The usage limit has been reached',
          plan_type: 'plus',
          resets_in_seconds: 3600,
        },
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
    home: (home) =>
      put(home, '.gemini/settings.json', JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } })),
  },
  opencode: {
    program: 'opencode',
    acp: 'opencode',
    passesAllowance: { acp: 'it reports no tokens before its end' },
    key: 'ANTHROPIC_API_KEY',
    retries: true,
    environment: (url) => ({ ANTHROPIC_BASE_URL: `${url}/v1`, ANTHROPIC_API_KEY: KEY }),
    home: (home) =>
      put(home, '.config/opencode/opencode.json', JSON.stringify({ model: 'anthropic/claude-sonnet-4-5' })),
  },
  copilot: {
    program: 'copilot',
    acp: 'copilot',
    // A provider on loopback needs no key: without all of them it wants its own login.
    key: ['COPILOT_PROVIDER_API_KEY', 'COPILOT_PROVIDER_BASE_URL', 'COPILOT_MODEL', 'COPILOT_OFFLINE'],
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
    finds: [
      {
        tool: 'tool_search',
        input: { query: 'select:mcp__autopack__read_context,mcp__autopack__check_patch' },
      },
    ],
    key: 'OPENAI_API_KEY',
    retries: true,
    environment: (url) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: KEY, OPENAI_MODEL: 'scripted' }),
    home: (home) =>
      put(home, '.qwen/settings.json', JSON.stringify({ security: { auth: { selectedType: 'openai' } } })),
  },
  pi: {
    program: 'pi',
    acp: 'pi-acp',
    withoutTools: { acp: 'its adapter takes no MCP server over HTTP' },
    key: [],
    retries: true,
    environment: () => ({ PI_OFFLINE: '1' }),
    home: async (home, url, withKey) => {
      if (!withKey) return;
      const provider = { baseUrl: `${url}/v1`, api: 'openai-completions', apiKey: KEY, models: [{ id: 'scripted' }] };
      await put(home, '.pi/agent/models.json', JSON.stringify({ providers: { scripted: provider } }));
      await put(
        home,
        '.pi/agent/settings.json',
        JSON.stringify({ defaultProvider: 'scripted', defaultModel: 'scripted' }),
      );
    },
  },
  cline: {
    program: 'cline',
    acp: 'cline',
    only: { acp: ['no key'] },
    // What its own `auth` command writes.
    key: [],
    retries: true,
    environment: () => ({}),
    home: (home, url, withKey) => {
      const settings = { provider: 'openai-compatible', apiKey: KEY, model: 'scripted', baseUrl: `${url}/v1` };
      const providers = {
        'openai-compatible': { settings, updatedAt: '2026-01-01T00:00:00.000Z', tokenSource: 'manual' },
      };
      const content = { version: 1, lastUsedProvider: 'openai-compatible', modes: {}, providers };
      return withKey ? put(home, '.cline/data/settings/providers.json', JSON.stringify(content)) : undefined;
    },
  },
  droid: {
    program: 'droid',
    acp: 'droid',
    only: { acp: ['no key'] },
    // A model of one's own needs no login at Factory in the command form.
    key: [],
    retries: true,
    model: 'custom:Scripted-0',
    environment: () => ({}),
    home: (home, url, withKey) => {
      const model = {
        model: 'scripted',
        displayName: 'Scripted',
        baseUrl: `${url}/v1`,
        apiKey: KEY,
        maxOutputTokens: 8_000,
      };
      const content = { customModels: [{ ...model, provider: 'generic-chat-completion-api' }] };
      return withKey ? put(home, '.factory/settings.json', JSON.stringify(content)) : undefined;
    },
  },
  // Programs that work with their own service alone: only the way without a login can be tried.
  auggie: {
    program: 'auggie',
    acp: 'auggie',
    only: { command: ['no key'], acp: ['no key'] },
    key: [],
    environment: () => ({}),
    home: () => undefined,
  },
  amp: { program: 'amp', only: { command: ['no key'] }, key: [], environment: () => ({}), home: () => undefined },
};
