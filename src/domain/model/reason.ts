/** A reason with a stable code; `source` says where it came from. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly source?: string | undefined;
}
