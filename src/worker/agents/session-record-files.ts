/**
 * Where agent programs keep the records of a session that runs in a workspace. The workspace is a folder of one attempt, so that whatever names it is
 * of this attempt: sub-agents too, and nobody else's session.
 */
import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const RECORD_FORMATS = ['claude', 'codex', 'gemini', 'copilot', 'pi', 'droid'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

export interface RecordsPlace {
  readonly format: RecordFormat;
  readonly workspace: string;
  /** Of the agent: its home and its configured places. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** When the session began, as `Date.now()`. */
  readonly since: number;
}

/** Whose paths name the workspace. */
const NAMED_BY_PATH: ReadonlySet<RecordFormat> = new Set(['claude', 'gemini', 'pi', 'droid']);
/** Whose files are no lines that grow: each is written anew as a whole. */
export const WRITTEN_WHOLE: ReadonlySet<RecordFormat> = new Set(['droid']);
/** Begins of a file that are looked at for the name of the workspace. */
const HEAD_BYTES = 65_536;
/** Clocks of file systems are coarse. */
const EARLIER_MS = 5_000;
const MOST_FILES = 200;
/** Names of folders that a program makes of a path are cut there. */
const SLUG_LENGTH = 200;

/** Looks for the files again and again while a session runs, and remembers what it knows of each. */
export class RecordFiles {
  private readonly decided = new Map<string, boolean>();
  private geminiFolder: string | null = null;

  constructor(private readonly place: RecordsPlace) {}

  /** The files of the session that are there now; none if there is no such folder. */
  async list(): Promise<readonly string[]> {
    const files = await this.candidates();
    const ours: string[] = [];
    for (const file of files.slice(-MOST_FILES)) if (await this.isOurs(file)) ours.push(file);
    return ours;
  }

  private candidates(): Promise<string[]> {
    switch (this.place.format) {
      case 'claude':
        return this.claude();
      case 'codex':
        return this.codex();
      case 'gemini':
        return this.gemini();
      case 'copilot':
        return this.copilot();
      case 'pi':
        return this.pi();
      case 'droid':
        return this.droid();
    }
  }

  private home(variable: string, folder: string): string {
    const { environment } = this.place;
    return environment[variable] || join(environment.HOME || '/', folder);
  }

  /** `projects/<the path with dashes>/<session>.jsonl`, and those of its sub-agents below a folder of the session's name. */
  private async claude(): Promise<string[]> {
    const projects = join(this.home('CLAUDE_CONFIG_DIR', '.claude'), 'projects');
    const slug = this.place.workspace.replaceAll(/[^A-Za-z0-9]/g, '-');
    const folders =
      slug.length <= SLUG_LENGTH
        ? [slug]
        : (await names(projects)).filter((name) => name.startsWith(slug.slice(0, SLUG_LENGTH)));
    const found: string[] = [];
    for (const folder of folders.map((name) => join(projects, name))) {
      for (const name of await names(folder)) {
        if (name.endsWith('.jsonl')) found.push(join(folder, name));
        else found.push(...(await linesBelow(join(folder, name, 'subagents'))));
      }
    }
    return found;
  }

  /** `sessions/<year>/<month>/<day>/rollout-….jsonl`; the day is the machine's own. */
  private async codex(): Promise<string[]> {
    const sessions = join(this.home('CODEX_HOME', '.codex'), 'sessions');
    const days = new Set(
      [this.place.since, Date.now()].flatMap((at) => [localDay(at), new Date(at).toISOString().slice(0, 10)]),
    );
    const found: string[] = [];
    for (const day of days) found.push(...(await linesBelow(join(sessions, ...day.split('-')))));
    return found.sort();
  }

  /** `tmp/<a name for the path>/chats/session-….jsonl`. */
  private async gemini(): Promise<string[]> {
    const { workspace, environment } = this.place;
    const root = join(environment.GEMINI_CLI_HOME || environment.HOME || '/', '.gemini', 'tmp');
    this.geminiFolder ??= await geminiFolder(root, workspace);
    if (this.geminiFolder === null) return [];
    const chats = join(this.geminiFolder, 'chats');
    const found: string[] = [];
    for (const name of await names(chats)) {
      if (name.endsWith('.jsonl')) found.push(join(chats, name));
      else if (!name.includes('.')) found.push(...(await linesBelow(join(chats, name))));
    }
    return found;
  }

  /** `session-state/<session>/events.jsonl`. */
  private async copilot(): Promise<string[]> {
    const sessions = join(this.home('COPILOT_HOME', '.copilot'), 'session-state');
    return (await names(sessions))
      .filter((name) => !name.startsWith('.'))
      .map((name) => join(sessions, name, 'events.jsonl'));
  }

  /** `sessions/<the path between dashes>/<time>_<session>.jsonl`. */
  private pi(): Promise<string[]> {
    const folder = `--${this.place.workspace.replace(/^\//, '').replaceAll(/[/:]/g, '-')}--`;
    return linesBelow(join(this.home('PI_CODING_AGENT_DIR', '.pi/agent'), 'sessions', folder));
  }

  /** `sessions/<the path with dashes>/<session>.settings.json`, each written anew as a whole. */
  private async droid(): Promise<string[]> {
    const { environment, workspace } = this.place;
    const sessions = join(environment.FACTORY_HOME_OVERRIDE || environment.HOME || '/', '.factory', 'sessions');
    const folder = join(sessions, workspace.replaceAll('/', '-'));
    return (await names(folder)).filter((name) => name.endsWith('.settings.json')).map((name) => join(folder, name));
  }

  /** A path that names the workspace already says so; else the beginning of the file must. */
  private async isOurs(file: string): Promise<boolean> {
    const known = this.decided.get(file);
    if (known !== undefined) return known;
    const { format, since, workspace } = this.place;
    const { mtimeMs, size } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0 }));
    if (size === 0) return false;
    if (mtimeMs < since - EARLIER_MS) {
      this.decided.set(file, false);
      return false;
    }
    if (NAMED_BY_PATH.has(format)) return true;
    const head = await headOf(file);
    const ours = head.includes(`${JSON.stringify(workspace)}`);
    if (ours || head.includes('\n') || head.length >= HEAD_BYTES) this.decided.set(file, ours);
    return ours;
  }
}

async function geminiFolder(root: string, workspace: string): Promise<string | null> {
  for (const name of await names(root)) {
    const reported = await readFile(join(root, name, '.project_root'), 'utf8').catch(() => null);
    if (reported?.trim() === workspace) return join(root, name);
  }
  const hashed = join(root, createHash('sha256').update(workspace).digest('hex'));
  return (await stat(hashed).catch(() => null))?.isDirectory() ? hashed : null;
}

const names = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

const linesBelow = async (folder: string): Promise<string[]> =>
  (await names(folder)).filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name));

async function headOf(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return '';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } catch {
    return '';
  } finally {
    await handle.close();
  }
}

function localDay(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
