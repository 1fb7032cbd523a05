import { type ReactNode, useId } from 'react';

/** A field with its name above it, as dialogs have them. */
export function Field({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </>
  );
}

interface LongFieldParts {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field for some sentences. */
export const LongField = ({ label, value, onChange }: LongFieldParts) => (
  <Field label={label}>
    {(id) => (
      <textarea id={id} rows={3} maxLength={10_000} value={value} onChange={({ target }) => onChange(target.value)} />
    )}
  </Field>
);
