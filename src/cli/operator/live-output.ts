/** The last lines that the worker of an attempt printed, as they come (O8). */
import { gql } from '../graphql/gql.js';
import type { Subscriber } from '../graphql/subscriber.js';
import type { ResultOf } from '../graphql/typed-document.js';

const OUTPUT = gql(
  `subscription OperatorOutput($runId: ID!, $phaseId: ID!, $attempt: Int!, $from: SafeInt!) {
    attemptOutput(runId: $runId, phaseId: $phaseId, attempt: $attempt, from: $from) { text to isLive } }`,
);
type Printed = ResultOf<typeof OUTPUT>['attemptOutput'];

/** Enough for the lines that a picture shows. */
const KEPT_CHARACTERS = 4_096;

export interface AttemptAtWork {
  readonly phaseId: string;
  readonly attempt: number;
}

export class LiveOutput {
  private followed: AttemptAtWork | null = null;
  private stop: (() => void) | null = null;
  private text = '';
  private to = 0;

  constructor(
    private readonly subscriber: Subscriber,
    private readonly runId: string,
    private readonly onChange: () => void,
  ) {}

  get lines(): readonly string[] {
    return this.text.split('\n').filter((line) => line.trim() !== '');
  }

  /** Follows this attempt from now on; after a lost connection from where it was. */
  follow(attempt: AttemptAtWork | null): void {
    if (this.followed?.phaseId !== attempt?.phaseId || this.followed?.attempt !== attempt?.attempt) {
      this.stop?.();
      [this.followed, this.stop, this.text, this.to] = [attempt, null, '', 0];
    }
    if (attempt === null || this.stop !== null) return;
    this.stop = this.subscriber.listen(
      OUTPUT,
      { runId: this.runId, ...attempt, from: this.to },
      { onData: ({ attemptOutput }) => this.add(attemptOutput), onEnd: () => void (this.stop = null) },
    );
  }

  private add({ text, to }: Printed): void {
    this.text = `${this.text}${text}`.slice(-KEPT_CHARACTERS);
    this.to = to;
    this.onChange();
  }
}
