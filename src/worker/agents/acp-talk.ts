/** The talk with a peer over ACP: initialize, a session in the workspace, the brief as its prompt; and the answers to what it asks meanwhile. */
import { Writable } from 'node:stream';

import {
  client,
  type ClientConnection,
  type ContentBlock,
  type McpServer,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
  type SessionUpdate,
} from '@agentclientprotocol/sdk';

import { PACKAGE_VERSION } from '../../common/package-root.js';
import type { RunningProcess } from '../../processes/process-contract.js';
import { type ProtocolLines, protocolLines } from './acp-lines.js';
import { AcpUsage } from './acp-usage.js';
import type { AgentTask } from './contract/agent.js';
import { answerPermission } from './permission-policy.js';
import { fields, httpStatus, noteOf, READ_LENGTH, wordsOf } from './profiles/output-profile.js';
import type { TokenAccount } from './token-account.js';

export type TalkEnd =
  | { readonly kind: 'answered'; readonly stopReason: string }
  | { readonly kind: 'broken'; readonly why: string }
  /** `said`: the peer's own words; null: the fault is not its word. `status`: of its provider, where it reports one. */
  | { readonly kind: 'failed'; readonly why: string; readonly stated: string | null; readonly status: number | null }
  | { readonly kind: 'gone' | 'stopped' };

/** The peer's tools by their call, as it announced them; a question may name the call alone. */
interface Call {
  readonly kind: string | null;
  readonly paths: readonly string[];
}

const MAX_CALLS = 10_000;
/** Rejections that are reported in the notes. */
const MOST_REJECTIONS = 5;
const DISPLAYED = 500;
/** Asks for a login that nobody here can give. */
const AUTH_REQUIRED = -32_000;

export class AcpTalk {
  readonly usage = new AcpUsage();
  private readonly connection: ClientConnection;
  private readonly lines: ProtocolLines;
  private readonly calls = new Map<string, Call>();
  private session: string | null = null;
  private stopping = false;
  private readonly rejected: string[] = [];
  /** Nothing came since its last question was rejected. */
  private justRejected = false;
  private message: string | undefined;
  private isTalking = false;
  private stated = '';
  private hasWorked = false;

  constructor(
    running: RunningProcess,
    private readonly task: AgentTask,
    private readonly account: TokenAccount,
    private readonly log: (line: string) => void,
  ) {
    this.lines = protocolLines(running.stdout, (message) => {
      this.usage.see(message);
      this.account.fromOutput(this.usage.tokens());
    });
    this.connection = client({ name: 'autopack-worker' })
      .onRequest(methods.client.session.requestPermission, ({ params }) => this.permission(params))
      .onNotification(methods.client.session.update, ({ params }) => this.update(params.update))
      .connect(ndJsonStream(Writable.toWeb(running.stdin), this.lines.stream));
  }

  /** Its last message so far, also if it has used tools since; null: it said nothing. */
  get lastWords(): string | null {
    return wordsOf(this.stated);
  }

  /** Whether a model has answered: a text or the use of a tool was reported. */
  get worked(): boolean {
    return this.hasWorked;
  }

  /** A turn that ended straight after a rejection is not done: some agents end theirs with it. */
  get unfinished(): string | null {
    return this.justRejected ? 'The turn of the agent ended when a permission that it asked for was rejected.' : null;
  }

  /** What it asked for and did not get, in sentences; the first ones. */
  get rejections(): readonly string[] {
    const more = this.rejected.length - MOST_REJECTIONS;
    const displayed = this.rejected.slice(0, MOST_REJECTIONS);
    return more > 0 ? [...displayed, `${more} more of its questions were rejected.`] : displayed;
  }

  /** Never rejects. */
  talk(): Promise<TalkEnd> {
    const broken = this.lines.broken.then((why): TalkEnd => ({ kind: 'broken', why }));
    const requested = this.ask().catch((error: unknown): TalkEnd => ({
      kind: 'failed',
      why: reasonIn(error),
      ...wordsIn(error),
    }));
    return Promise.race([broken, requested]);
  }

  cancel(): void {
    this.stopping = true;
    if (this.session === null) return;
    void this.connection.agent.notify(methods.agent.session.cancel, { sessionId: this.session }).catch(() => undefined);
  }

  close(): void {
    this.stopping = true;
    this.connection.close();
  }

  private async ask(): Promise<TalkEnd> {
    const { agent } = this.connection;
    const { protocolVersion, agentCapabilities } = await agent.request(methods.agent.initialize, {
      protocolVersion: PROTOCOL_VERSION,
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
      clientInfo: { name: 'autopack', version: PACKAGE_VERSION },
    });
    if (protocolVersion !== PROTOCOL_VERSION) {
      return {
        kind: 'broken',
        why: `The agent speaks version ${protocolVersion} of ACP; version ${PROTOCOL_VERSION} is understood here.`,
      };
    }
    const mcpServers = this.mcpServers(agentCapabilities?.mcpCapabilities?.http === true);
    const { sessionId } = await agent.request(methods.agent.session.new, { cwd: this.task.workspace, mcpServers });
    this.session = sessionId;
    if (this.stopping) return { kind: 'stopped' };
    const prompt: ContentBlock[] = [{ type: 'text', text: this.task.brief }];
    const { stopReason } = await agent.request(methods.agent.session.prompt, { sessionId, prompt });
    return { kind: 'answered', stopReason };
  }

  /** The Supervisor's tools (A6). An agent that takes none over HTTP works without them. */
  private mcpServers(takesHttp: boolean): McpServer[] {
    const { door } = this.task;
    if (!door) return [];
    if (!takesHttp) {
      this.say('The agent takes no MCP server over HTTP: it works without the tools of Autopack.');
      return [];
    }
    const headers = [{ name: 'Authorization', value: `Bearer ${door.token}` }];
    return [{ type: 'http', name: 'autopack', url: door.url, headers }];
  }

  private permission({ toolCall, options }: RequestPermissionRequest): RequestPermissionResponse {
    if (this.stopping) return { outcome: { outcome: 'cancelled' } };
    const before = this.calls.get(toolCall.toolCallId);
    // A question about a place names no kind of its own; what the call is was announced.
    const reported = toolCall.kind === 'other' ? null : toolCall.kind;
    const kind = reported ?? before?.kind ?? toolCall.kind ?? null;
    const paths = toolCall.locations?.map(({ path }) => path) ?? before?.paths ?? [];
    const { workspace, resultFile, role, temporaryFolder, door } = this.task;
    const ownTool = door ? (toolCall.title ?? undefined) : undefined;
    const place = { workspace, resultFile, temporaryFolder };
    const { allowed, why } = answerPermission({ role, kind, paths, ...place, ownTool });
    if (!allowed) {
      this.justRejected = true;
      this.rejected.push(`Rejected: ${displayed(toolCall.title ?? kind ?? 'a tool of an unknown kind')} (${why}).`);
    }
    const option = (allowed ? ['allow_once', 'allow_always'] : ['reject_once', 'reject_always'])
      .map((wanted) => options.find((each) => each.kind === wanted))
      .find((each) => each !== undefined);
    this.log(
      `permission ${displayed(toolCall.title ?? kind ?? 'unknown')}: ${allowed ? 'allowed' : 'rejected'}, ${why}`,
    );
    return { outcome: option ? { outcome: 'selected', optionId: option.optionId } : { outcome: 'cancelled' } };
  }

  private update(update: SessionUpdate): void {
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
        if (update.content.type === 'text') this.speak(update.content.text, update.messageId ?? undefined);
        break;
      case 'tool_call':
      case 'tool_call_update': {
        const before = this.calls.get(update.toolCallId);
        const call = {
          kind: update.kind ?? before?.kind ?? null,
          paths: update.locations?.map(({ path }) => path) ?? before?.paths ?? [],
        };
        if (before || this.calls.size < MAX_CALLS) this.calls.set(update.toolCallId, call);
        this.hasWorked = true;
        if (!before) {
          this.justRejected = false;
          // What it says next is a message of its own.
          this.isTalking = false;
        }
        if (update.title) this.say(`[${displayed(update.title)}]`);
        break;
      }
      default:
        break;
    }
  }

  /** A message comes in pieces. */
  private speak(text: string, message: string | undefined): void {
    this.stated = `${this.isTalking && message === this.message ? this.stated : ''}${text}`.slice(-READ_LENGTH);
    this.message = message;
    this.isTalking = true;
    this.hasWorked = true;
    if (text.trim() !== '') this.justRejected = false;
    this.say(text);
  }

  private say(text: string): void {
    this.log(text.trimEnd());
    const note = noteOf(text);
    if (note !== null) this.task.onNote(note);
  }
}

const displayed = (text: string): string => [...text.replaceAll(/\p{Cc}+/gu, ' ')].slice(0, DISPLAYED).join('');

/** What the peer says of its failure; -32000 asks for a login that nobody here can give. */
function reasonIn(error: unknown): string {
  if (error instanceof RequestError) {
    const login = error.code === AUTH_REQUIRED ? 'authentication is required: ' : '';
    return `The agent answered with an error: ${login}${displayed(wordsIn(error).stated ?? error.message)}`;
  }
  return `The talk with the agent failed: ${displayed(error instanceof Error ? error.message : String(error))}`;
}

function wordsIn(error: unknown): { readonly stated: string | null; readonly status: number | null } {
  if (!(error instanceof RequestError)) return { stated: null, status: null };
  const data = fields(error.data);
  const reported = [data.statusCode, data.status, data.httpStatus, fields(data.error).status]
    .map(httpStatus)
    .find((status) => status !== null);
  // Peers differ in where they put the words of their provider.
  const more = [data.details, data.message, fields(data.error).message].filter(
    (each) => typeof each === 'string' && each !== error.message,
  );
  return {
    stated: [error.message, ...more].join('\n'),
    status: error.code === AUTH_REQUIRED ? 401 : (reported ?? null),
  };
}
