import type { ReactNode } from 'react';
import { type Role, roles } from '../api/schema.ts';
import { useScreenTexts } from '../texts/screen-texts.ts';
import { SelectField } from './field.tsx';

interface RoleFieldProps<Value extends string> {
  readonly value: NoInfer<Value> | Role;
  /** What else it may be judged as, before the roles. */
  readonly others?: readonly (readonly [value: Value, text: string])[];
  readonly onValue: (value: NoInfer<Value> | Role) => void;
}

/** As whom a request is judged that nobody sent. */
export function RoleField<Value extends string = never>({
  value,
  others = [],
  onValue,
}: RoleFieldProps<Value>): ReactNode {
  const { parts } = useScreenTexts();
  return (
    <SelectField<Value | Role>
      label={parts.judgedAs}
      value={value}
      options={[...others, ...roles.map((role) => [role, parts.roles[role]] as const)]}
      onValue={onValue}
    />
  );
}
