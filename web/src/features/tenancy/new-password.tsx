import type { FieldPath, FieldValues, UseFormRegister } from 'react-hook-form'
import { Field, Input } from '@/ui/form'

type Props<Fields extends FieldValues> = {
  label: string
  name: FieldPath<Fields>
  register: UseFormRegister<Fields>
  error: string | undefined
}

/** A password that is chosen now; how good it has to be is for the server to say in the end. */
export function NewPassword<Fields extends FieldValues>({ label, name, register, error }: Props<Fields>) {
  return (
    <Field label={label} help="At least 12 characters; three or four words are good." error={error}>
      {(control) => (
        <Input
          {...control}
          {...register(name, {
            required: 'Choose a password.',
            minLength: { value: 12, message: 'Choose at least 12 characters.' },
          })}
          type="password"
          autoComplete="new-password"
          maxLength={1000}
        />
      )}
    </Field>
  )
}
