import type { ReactNode } from 'react'
import { Field, Select } from '@/ui/form'
import { type Fields, PATHS, setText } from '../document/fields'
import type { Path } from '../document/splice'
import { ConnectionField } from '../parts/connection-field'
import { PairsField } from '../parts/pairs-field'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((value) => ({ value, label: value }))

type About = { label: string; help?: string | undefined; error?: string | undefined }
type Props = {
  value: string
  fields: Fields
  readOnly: boolean
  onChange: (value: string) => void
  about: (path: Path) => About
  text: (path: Path, shown: string, area?: boolean) => ReactNode
}

/** What an API agent sends, and what it makes of the answer. */
export function RequestFields({ value, fields, readOnly, onChange, about, text }: Props) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <ConnectionField {...about(PATHS.connection)} text={value} readOnly={readOnly} onChange={onChange} />
        <Field {...about(PATHS.method)}>
          {(control) => (
            <Select
              {...control}
              data-field={PATHS.method.join('.')}
              options={METHODS}
              value={fields.method || 'GET'}
              disabled={readOnly}
              onChange={({ target }) => onChange(setText(value, PATHS.method, target.value))}
            />
          )}
        </Field>
      </div>
      {text(PATHS.path, fields.path)}
      <div data-field={PATHS.query.join('.')}>
        <PairsField
          {...about(PATHS.query)}
          value={value}
          block={PATHS.query}
          noun="parameter"
          pairs={fields.query}
          readOnly={readOnly}
          onChange={onChange}
        />
      </div>
      {fields.method !== '' && fields.method !== 'GET' && text(PATHS.body, fields.body, true)}
      {text(PATHS.response, fields.response, true)}
    </>
  )
}
