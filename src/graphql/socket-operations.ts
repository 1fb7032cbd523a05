/** How long operations over sockets last, and how they end (O9): a subscription with its stream, another with its result. */
import { type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql';

/** An operation that is over. */
export interface EndedOperation {
  /** Null: it was refused, and has none. */
  readonly type: string | null;
  readonly name: string | null;
  /** By the process' own clock (performance.now()). */
  readonly start: number;
  /** The code of its first error; null: it has none. */
  readonly error: string | null;
}

export class SocketOperations {
  private readonly begun = new WeakMap<ExecutionArgs, number>();

  /** `ended` must not throw. */
  constructor(private readonly ended: (operation: EndedOperation) => void) {}

  begins(args: ExecutionArgs, start: number): void {
    this.begun.set(args, start);
  }

  /** It never begins. */
  refused(start: number, error: string): void {
    this.ended({ type: null, name: null, start, error });
  }

  /** Once for each operation: what comes after the first end is not counted. */
  ends(args: ExecutionArgs, error: string | null): void {
    const start = this.begun.get(args);
    if (start === undefined) return;
    this.begun.delete(args);
    const { operation: type = null, name } = getOperationAST(args.document, args.operationName) ?? {};
    this.ended({ type, name: name?.value ?? null, start, error });
  }

  /** The same stream; it ends the operation when it is over, fails, or nobody listens any more. */
  followed(
    args: ExecutionArgs,
    stream: AsyncIterableIterator<ExecutionResult>,
    codeOf: (error: unknown) => string,
  ): AsyncIterableIterator<ExecutionResult> {
    return {
      next: async () => {
        try {
          const step = await stream.next();
          if (step.done) this.ends(args, null);
          return step;
        } catch (error) {
          this.ends(args, codeOf(error));
          throw error;
        }
      },
      return: () => {
        this.ends(args, null);
        return stream.return!(undefined);
      },
      throw: (error: unknown) => {
        this.ends(args, codeOf(error));
        return stream.throw!(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
