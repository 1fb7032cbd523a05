/** How a checkout is prepared (V7), as a brief describes it. */
export interface SetupStep {
  readonly name: string;
  readonly argv: readonly string[];
  readonly timeoutSeconds: number;
  /** Paths or globs of what it reads; null: not said. */
  readonly reads: readonly string[] | null;
  /** Folder below the checkout; null: its root. */
  readonly cwd: string | null;
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

export interface CachedFolder {
  readonly path: string;
  /** Paths or globs of committed files. */
  readonly key: readonly string[];
}

export interface Preparation {
  readonly submodules: boolean;
  readonly cache: readonly CachedFolder[];
  readonly setup: readonly SetupStep[];
  /** Names of variables of the worker. */
  readonly environment: readonly string[];
}

export const NO_PREPARATION: Preparation = { submodules: false, cache: [], setup: [], environment: [] };
