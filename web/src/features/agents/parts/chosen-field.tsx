import { useId } from 'react'
import { Field, Input } from '@/ui/form'
import { PATHS, setText } from '../document/fields'
import type { Part } from './part'

export type Chosen = Part & {
  label: string
  help?: string | undefined
  error?: string | undefined
  readOnly: boolean
}
type Props = Chosen & { field: 'model' | 'connection'; value: string; offered: readonly string[] }

const MOST = 200

/** A name that is typed or chosen from those that there are. */
export function ChosenField({ field, value, offered, text, readOnly, onChange, ...about }: Props) {
  const list = useId()
  return (
    <Field {...about}>
      {(control) => (
        <>
          <Input
            {...control}
            list={list}
            autoComplete="off"
            spellCheck={false}
            data-field={PATHS[field].join('.')}
            value={value}
            readOnly={readOnly}
            onChange={({ target }) => onChange(setText(text, PATHS[field], target.value))}
          />
          <datalist id={list}>
            {offered.slice(0, MOST).map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
