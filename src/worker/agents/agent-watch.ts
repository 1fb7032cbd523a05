/** What is watched of any agent while it runs, however it is driven: what it uses, and whether it is silent for too long. */
import type { ProcessEnd } from '../../processes/process-contract.js';
import type { AgentTask, AgentTokens } from './contract/agent.js';
import { startFaultOf } from './environment-fault.js';
import type { RecordFormat } from './session-record-files.js';
import { noRecords, SessionRecords } from './session-records.js';
import { SILENCE_MS, silenceFault, SilenceWatch } from './silence.js';
import { TokenAccount } from './token-account.js';

export interface Watched {
  /** Its program keeps records of its sessions, in which its tokens stand. */
  readonly records?: RecordFormat;
  /** How long it may say and change nothing; 0: for ever. */
  readonly silenceMs?: number;
  /** How its program is installed. */
  readonly install?: string;
  /** It is known to work with a model: it uses tokens although it may not report them. Of a command of one's own nobody knows. */
  readonly usesModel?: boolean;
}

export class AgentWatch {
  readonly account: TokenAccount;
  private readonly silence: SilenceWatch;
  private readonly silenceMs: number;
  private readonly install: string | undefined;
  private readonly usesModel: boolean;
  private readonly records: { end(): Promise<AgentTokens> };

  /** Watches until `end`. `environment`: the agent's own. */
  constructor(
    task: AgentTask,
    environment: Readonly<Record<string, string | undefined>>,
    { records, silenceMs = SILENCE_MS, install, usesModel = false }: Watched,
  ) {
    this.silenceMs = silenceMs;
    this.install = install;
    this.usesModel = usesModel;
    this.account = new TokenAccount(task, records !== undefined);
    this.silence = new SilenceWatch(task.workspace, silenceMs);
    const onGrown = (tokens: AgentTokens): void => {
      this.silence.heard();
      this.account.fromRecords(tokens);
    };
    const place = { workspace: task.workspace, environment, since: Date.now() };
    this.records = records === undefined ? noRecords : new SessionRecords({ ...place, format: records }, onGrown);
  }

  /** Aborted when it was silent for too long. */
  get tooLong(): AbortSignal {
    return this.silence.tooLong;
  }

  heard(): void {
    this.silence.heard();
  }

  /**
   * Whether it has used tokens, even if nothing reports them: who was ended or broke off has, but not who never reached its model (`isOut`: its provider
   * failed, `worked`: its model answered before). Who was done has, where it is known to work with a model.
   */
  hasSpent({
    isDone,
    isOut,
    worked,
  }: {
    readonly isDone: boolean;
    readonly isOut: boolean;
    readonly worked: boolean;
  }): boolean {
    return isDone ? this.usesModel && !isOut : worked || !isOut;
  }

  /** Reads its records once more. */
  async end(): Promise<void> {
    this.silence.end();
    this.account.fromRecords(await this.records.end());
  }

  /** Why it is its surroundings that failed, if it did not start, was `silent`, or says so of its crash; else null. */
  environmentFault(
    { startFault }: Pick<ProcessEnd, 'startFault'>,
    program: string,
    silent: boolean,
    ofCrash: () => string | null,
  ): string | null {
    if (startFault) return startFaultOf(startFault, program, this.install);
    return silent ? silenceFault(this.silenceMs) : ofCrash();
  }
}
