/**
 * A scripted model on loopback, for real programs of coding agents: no network and no key are needed. It speaks the four interfaces that these programs
 * use, streamed: Anthropic Messages, OpenAI Responses and Chat Completions, and Gemini. A talk is answered with so many calls of the shell tool that it
 * offers, or of another one that the script names, and then with a closing text; what has been answered is counted in the talk itself. Requests without a shell tool (titles, routing) get a word.
 */
import { createServer } from 'node:http';

import { INTERFACES, json } from './model-interfaces.mjs';

/** What each answer of the script says that it used. `input` is what no cache served. */
export const USAGE = { input: 1_000, cached: 400, output: 50 };
const SIDE_USAGE = { input: 11, cached: 0, output: 3 };
const CLOSING = 'The greeting is written.';
const SHELLS = [
  'Bash',
  'bash',
  'shell',
  'exec_command',
  'shell_command',
  'local_shell',
  'run_shell_command',
  'run_commands',
  'Execute',
];
const ROUTING = JSON.stringify({
  reasoning: 'short',
  model_choice: 'flash',
  complexity_reasoning: 'short',
  complexity_score: 1,
});

const charged = ({ input, output }) => input + output;

export class ScriptedModel {
  constructor() {
    this.play({});
    this.server = createServer(
      (request, response) => void this.handle(request, response).catch(() => response.destroy()),
    );
  }

  /**
   * `commands`: what is called, one after the other: a text for the shell, `{ tool, input }`, or a function of the results so far that makes one. `fault`: `{ status, headers?, body? }`, `{ cut: true }`; every answer of the script from the
   * `from`-th on fails so.
   */
  play({ commands = [], fault = null, usage = USAGE }) {
    this.script = { commands, fault, usage };
    /** What the tools answered in the longest talk, as texts. */
    this.results = [];
    /** Tools that the script named and the talk did not offer. */
    this.missing = [];
    /** Of the script's own answers, and of the others. */
    this.told = { main: 0, side: 0, calls: 0, asked: 0 };
  }

  async open() {
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }

  async handle(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = new URL(request.url, 'http://model').pathname;
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const speaks = Object.values(INTERFACES).find(({ path: known }) => request.method === 'POST' && known.test(path));
    if (!speaks) return other(path, response);
    const talk = speaks.read(body);
    const shell = talk.tools.find(({ name }) => SHELLS.includes(name));
    this.told.asked += 1;
    const { fault, commands, usage } = this.script;
    if (shell && fault && talk.results.length >= (fault.from ?? 0)) return fail(fault, speaks, response);
    const named = typeof this.script.commands[0] !== 'string' && this.script.commands.length > 0;
    if (talk.results.length > this.results.length) this.results = talk.results;
    if (!shell && !(named && talk.tools.length > 0)) {
      this.told.side += charged(SIDE_USAGE);
      return speaks.write(response, {
        text: talk.wantsJson ? ROUTING : 'ok',
        usage: SIDE_USAGE,
        model: body.model ?? 'scripted',
        stream: talk.stream,
      });
    }
    this.told.calls += 1;
    this.told.main += charged(usage);
    const next = commands[talk.results.length];
    const command = typeof next === 'function' ? next(talk.results) : next;
    const call = command === undefined ? null : this.callOf(command, shell, talk.tools);
    speaks.write(response, { text: CLOSING, call, usage, model: body.model ?? 'scripted', stream: talk.stream });
  }

  /** Programs put the name of the server before that of its tool, or the tool into a namespace. */
  callOf(command, shell, tools) {
    if (typeof command === 'string') return { name: shell.name, input: inputFor(shell, command) };
    const tool = tools.find(({ name }) => name === command.tool || new RegExp(`[_-]${command.tool}$`).test(name));
    if (!tool) {
      this.missing.push(`${command.tool} among ${tools.map(({ name }) => name).join(', ')}`);
      return null;
    }
    return { name: tool.name, namespace: tool.namespace, input: command.input };
  }
}

function inputFor({ name, keys }, command) {
  if (name === 'exec_command') return { cmd: command };
  if (name === 'shell' || name === 'local_shell') return { command: ['sh', '-c', command] };
  if (name === 'run_commands') return { commands: [command] };
  const step = 'a step of the script';
  const more = { description: step, is_background: false, summary: step, riskLevelReason: step, riskLevel: 'low' };
  return { command, ...Object.fromEntries(Object.entries(more).filter(([key]) => keys.includes(key))) };
}

function other(path, response) {
  if (/count_?tokens$/i.test(path)) return json(response, 200, { input_tokens: 10, totalTokens: 10 });
  if (/\/models$/.test(path)) return json(response, 200, { object: 'list', data: [], has_more: false });
  json(response, 404, { error: { message: 'there is nothing here' } });
}

function fail({ status, cut, headers = {}, body }, speaks, response) {
  if (status !== undefined)
    return json(response, status, body ?? speaks.error(status, WORDS[status] ?? 'it failed'), headers);
  if (!cut) throw new Error('a fault without a form');
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': begun\n\n');
  setTimeout(() => response.destroy(), 20);
}

const WORDS = {
  401: 'invalid x-api-key',
  403: 'Your account does not have access to this.',
  429: 'This request would exceed the rate limit of your account.',
  500: 'Internal server error',
  529: 'Overloaded',
};
