/**
 * The files that worker and agent exchange: prompt, brief and form of the result on the way in, the result on the way out. They lie beside
 * the result file, where an agent that may write only below its workspace can reach them. What the agent leaves there is not trusted:
 * no link is followed, and nothing is read that is larger than an honest result.
 */
import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { decodeText } from '../../domain/text/input-text.js';
import { agentResultJsonSchema } from './agent-result-json-schema.js';
import type { AgentTask } from './contract/agent.js';
import { type AgentResult, readAgentResult } from './contract/agent-result.js';

export interface Exchange {
  readonly promptFile: string;
  readonly briefFile: string;
  readonly schemaFile: string;
  /** The Supervisor's tools as a file of settings; it names the variable that holds the token (A6). */
  readonly mcpFile: string;
  /** The folder as it was before the agent began. */
  readonly realFolder: string;
}

/** Of an agent: the token for the tools of its lease. */
export const TOKEN_VARIABLE = 'AUTOPACK_TOKEN';
const RESULT_MAX_BYTES = 1_048_576;

export interface LeftResult {
  readonly result: AgentResult | null;
  readonly fault: string | null;
}

/** Lays the files; a result of an earlier agent is removed, so that it cannot pass for this one's. */
export async function openExchange(task: AgentTask): Promise<Exchange> {
  const folder = dirname(task.resultFile);
  await mkdir(folder, { recursive: true });
  await rm(task.resultFile, { recursive: true, force: true });
  const exchange = {
    promptFile: join(folder, 'prompt.md'),
    briefFile: join(folder, 'brief.json'),
    schemaFile: join(folder, 'result.schema.json'),
    mcpFile: join(folder, 'mcp.json'),
    realFolder: await realpath(folder),
  };
  for (const [file, content] of [
    [exchange.promptFile, task.brief],
    [exchange.briefFile, `${JSON.stringify(task.briefJson, null, 2)}\n`],
    [exchange.schemaFile, `${JSON.stringify(agentResultJsonSchema(task.role), null, 2)}\n`],
    [exchange.mcpFile, `${JSON.stringify({ mcpServers: mcpServers(task) }, null, 2)}\n`],
  ] as const) {
    await rm(file, { recursive: true, force: true });
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
  }
  return exchange;
}

/** As most agents read them. The token itself stands in no file. */
const mcpServers = ({ door }: AgentTask): object =>
  door
    ? {
        autopack: {
          ...{ type: 'http', url: door.url, headers: { Authorization: `Bearer \${${TOKEN_VARIABLE}}` } },
          // Claude Code otherwise lists them only to a model that searches for tools.
          alwaysLoad: true,
        },
      }
    : {};

/** What the agent left. A Builder may leave nothing; of an Auditor a result is needed (W10). */
export async function readResult(task: AgentTask, exchange: Exchange): Promise<LeftResult> {
  const content = await contentOf(task.resultFile, exchange.realFolder);
  if (content === null) {
    return {
      result: null,
      fault: task.role === 'AUDITOR' ? 'The Auditor left no result file, so there is no verdict.' : null,
    };
  }
  if ('fault' in content) return { result: null, fault: content.fault };
  const read = readAgentResult(task.role, content.text);
  return 'fault' in read ? { result: null, fault: read.fault } : { result: read.result, fault: null };
}

async function contentOf(file: string, realFolder: string): Promise<{ text: string } | { fault: string } | null> {
  try {
    // The folder itself may have been replaced by a link to a place that we may read and the agent may not.
    if ((await realpath(dirname(file))) !== realFolder)
      return { fault: 'The folder of the result file is not the one that was laid.' };
    if (!(await lstat(file)).isFile()) return { fault: 'The result file is not an ordinary file.' };
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = await handle.stat();
      if (size > RESULT_MAX_BYTES)
        return { fault: `The result file has ${size} bytes; at most ${RESULT_MAX_BYTES} are read.` };
      const decoded = decodeText(await handle.readFile());
      return 'fault' in decoded ? { fault: `The result file ${decoded.fault}.` } : decoded;
    } finally {
      await handle.close();
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : { fault: 'The result file cannot be read.' };
  }
}
