interface FieldParts {
  readonly id: string;
  readonly branch: string;
  /** The branch that is meant when nothing is typed; null: the one that HEAD of the repository names. */
  readonly usual: string | null;
  readonly onChange: (branch: string) => void;
}

/** The branch that the work is for. */
export const TargetField = ({ id, branch, usual, onChange }: FieldParts) => (
  <p>
    <label htmlFor={id}>Branch, if another</label>{' '}
    <input
      id={id}
      value={branch}
      spellCheck={false}
      autoComplete="off"
      placeholder={usual ?? 'as the repository says'}
      onChange={({ target }) => onChange(target.value)}
    />
  </p>
);
