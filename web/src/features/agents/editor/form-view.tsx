import { useMemo } from 'react'
import { Button } from '@/ui/button'
import { Field, Input, Textarea } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { PATHS, readFields, setInstructions, setName, setNumber, setTags, setText } from '../document/fields'
import type { Path } from '../document/splice'
import { KnowledgeField } from '../parts/knowledge-field'
import { ModelField } from '../parts/model-field'
import { TypeFields } from '../parts/type-fields'
import { Typed } from '../parts/typed'
import { VariablesField } from '../parts/variables-field'
import type { AgentType, Finding } from '../types'
import { aboutField } from './form-fields'
import type { Schema } from './places'
import { RequestFields } from './request-fields'
import { ToolsPicker } from './tools-picker'

type Props = {
  type: AgentType
  value: string
  onChange: (value: string) => void
  readOnly: boolean
  /** An agent that is there keeps its slug. */
  fixedSlug: string | null
  /** The slug that came with the template, which nobody chose. */
  templateSlug: string | null
  /** The slug that the server makes of the name where the file gives none. */
  madeSlug: string | null
  findings: readonly Finding[]
  schema: Schema | undefined
  onShowText: () => void
  /** The fields that are shown; all of the type's when left out. */
  only?: readonly Path[]
}

/** What only agents have that talk. */
const TALKING: readonly Path[] = [
  PATHS.model,
  PATHS.instructions,
  PATHS.tools,
  PATHS.knowledge,
  PATHS.temperature,
  PATHS.maxTokens,
  PATHS.variables,
]

/** The common fields of the same document that the text view shows whole. */
export function FormView(props: Props) {
  const {
    only,
    type,
    value,
    onChange,
    readOnly,
    fixedSlug,
    templateSlug,
    madeSlug,
    findings,
    schema,
    onShowText,
  } = props
  const fields = useMemo(() => readFields(value), [value])
  if (fields === null) return <NotReadable onShowText={onShowText} />
  // A function has code and schemas instead of what is said to a model.
  const talks = type === 'context'
  const on = (path: Path) =>
    (talks || !TALKING.includes(path)) && (only === undefined || only.some((each) => each === path))
  const own = { type, text: value, readOnly, onChange }
  const about = (path: Path) => aboutField(schema, findings, path)
  const text = (
    path: Path,
    shown: string,
    area = false,
    write = (next: string) => setText(value, path, next),
  ) => (
    <Field {...about(path)}>
      {(control) => {
        const props = {
          ...control,
          'data-field': path.join('.'),
          value: shown,
          readOnly,
          onChange: ({ target }: { target: { value: string } }) => onChange(write(target.value)),
        }
        return area ? (
          <Textarea {...props} rows={2} className="min-h-14" />
        ) : (
          <Input {...props} autoComplete="off" />
        )
      }}
    </Field>
  )
  const typed = (path: Path, shown: string, write: (typed: string) => string, numeric = false) => (
    <Field {...about(path)}>
      {(control) => (
        <Typed
          {...control}
          data-field={path.join('.')}
          value={shown}
          placeholder={path === PATHS.slug ? 'made from the name' : undefined}
          readOnly={readOnly}
          inputMode={numeric ? 'decimal' : undefined}
          onType={(typed) => onChange(write(typed))}
        />
      )}
    </Field>
  )
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      {on(PATHS.name) && (
        <div className="grid gap-4 sm:grid-cols-2">
          {text(PATHS.name, fields.name, false, (name) => setName(value, name, templateSlug))}
          {fixedSlug !== null ? (
            <Field label={about(PATHS.slug).label} help="An agent keeps its slug; a copy may have another.">
              {(control) => <Input {...control} value={fixedSlug} readOnly />}
            </Field>
          ) : (
            typed(PATHS.slug, fields.slug || (madeSlug ?? ''), (slug) => setText(value, PATHS.slug, slug))
          )}
        </div>
      )}
      {on(PATHS.description) && text(PATHS.description, fields.description, true)}
      {only === undefined && <TypeFields question="does" {...own} />}
      {type === 'api' && (only === undefined || only.includes(PATHS.connection)) && (
        <RequestFields
          value={value}
          fields={fields}
          readOnly={readOnly}
          onChange={onChange}
          about={about}
          text={text}
        />
      )}
      {only === undefined && <TypeFields question="reach" {...own} />}
      {on(PATHS.model) && (
        <ModelField {...about(PATHS.model)} text={value} readOnly={readOnly} onChange={onChange} />
      )}
      {on(PATHS.instructions) &&
        fields.instructions.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no name but their place
          <Field key={at} {...about(PATHS.instructions)} {...partOf(fields.instructions.length, at)}>
            {(control) => (
              <Textarea
                {...control}
                data-field={PATHS.instructions.join('.')}
                value={part}
                readOnly={readOnly}
                rows={Math.min(18, Math.max(4, part.split('\n').length + 1))}
                className="font-mono text-xs leading-5"
                onChange={({ target }) =>
                  onChange(setInstructions(value, fields.instructions.length > 1 ? at : null, target.value))
                }
              />
            )}
          </Field>
        ))}
      {on(PATHS.tools) && (
        <div data-field={PATHS.tools.join('.')}>
          <ToolsPicker {...about(PATHS.tools)} value={value} readOnly={readOnly} onChange={onChange} />
        </div>
      )}
      {on(PATHS.knowledge) && (
        <div data-field={PATHS.knowledge.join('.')}>
          <KnowledgeField {...about(PATHS.knowledge)} text={value} readOnly={readOnly} onChange={onChange} />
        </div>
      )}
      {only === undefined && <TypeFields question="limits" {...own} />}
      {(on(PATHS.temperature) || on(PATHS.budget)) && (
        <div className="grid gap-4 sm:grid-cols-3">
          {on(PATHS.temperature) &&
            typed(
              PATHS.temperature,
              fields.temperature,
              (each) => setNumber(value, PATHS.temperature, each),
              true,
            )}
          {on(PATHS.maxTokens) &&
            typed(PATHS.maxTokens, fields.maxTokens, (each) => setNumber(value, PATHS.maxTokens, each), true)}
          {on(PATHS.budget) &&
            typed(PATHS.budget, fields.budget, (each) => setNumber(value, PATHS.budget, each), true)}
        </div>
      )}
      {on(PATHS.tags) && typed(PATHS.tags, fields.tags, (each) => setTags(value, each))}
      {on(PATHS.variables) && (
        <div data-field={PATHS.variables.join('.')}>
          <VariablesField {...about(PATHS.variables)} text={value} readOnly={readOnly} onChange={onChange} />
        </div>
      )}
      {only === undefined && <TypeFields question="tests" {...own} />}
      {only === undefined && fields.others.length > 0 && (
        <p className="text-muted text-xs">
          Also in this file, and kept: <span className="font-mono">{fields.others.join(', ')}</span>.{' '}
          <button
            type="button"
            onClick={onShowText}
            className="text-accent underline-offset-2 hover:underline"
          >
            Edit them as YAML
          </button>
        </p>
      )}
    </div>
  )
}

function NotReadable({ onShowText }: { onShowText: () => void }) {
  return (
    <Notice
      tone="warn"
      title="The text cannot be read as fields now"
      action={
        <Button size="small" onClick={onShowText}>
          Show the text
        </Button>
      }
    >
      Mend it in the YAML view: the marks there say where.
    </Notice>
  )
}

function partOf(count: number, at: number): { label?: string } {
  return count > 1 ? { label: `Instructions, part ${at + 1} of ${count}` } : {}
}
