import { useState } from 'react'
import type { CasesBody } from '@/api/gen'
import { Button } from '@/ui/button'
import { Field, Input, Select, Textarea } from '@/ui/form'
import { Turns } from './turns'

export type Source = 'file' | 'hand' | 'turns' | 'trial'
export type Given = Pick<CasesBody, 'content' | 'format' | 'cases' | 'messages' | 'trial_of'>

const SOURCES = [
  { value: 'file', label: 'A file: JSONL, CSV or YAML' },
  { value: 'hand', label: 'Written here' },
  { value: 'turns', label: 'Answers in my conversations' },
  { value: 'trial', label: 'The examples of a function agent' },
]
const FORMATS = { jsonl: 'jsonl', ndjson: 'jsonl', csv: 'csv', yaml: 'yaml', yml: 'yaml' } as const
const EXAMPLE = '{"input": "Where is my order 4711?", "expected": "on its way"}'

type Props = { given: Given; onChange: (given: Given) => void }

/** Where cases come from. */
export function CasesSource({ given, onChange }: Props) {
  const [source, setSource] = useState<Source>('file')
  const choose = (next: Source) => {
    setSource(next)
    onChange({})
  }
  return (
    <>
      <Field label="Cases from">
        {(control) => (
          <Select
            {...control}
            value={source}
            onChange={({ target }) => choose(target.value as Source)}
            options={SOURCES}
          />
        )}
      </Field>
      {source === 'file' && <FileCases given={given} onChange={onChange} />}
      {source === 'hand' && <HandCase onChange={onChange} />}
      {source === 'turns' && (
        <Turns chosen={given.messages ?? []} onChange={(messages) => onChange({ messages })} />
      )}
      {source === 'trial' && (
        <Field label="Agent" help="Its newest smoke run: what came out becomes what is expected.">
          {(control) => (
            <Input
              {...control}
              value={given.trial_of ?? ''}
              onChange={({ target }) => onChange({ trial_of: target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}

function FileCases({ given, onChange }: Props) {
  const read = async (file: File | undefined) => {
    if (!file) return
    const ending = file.name.toLowerCase().split('.').pop() ?? ''
    const format = FORMATS[ending as keyof typeof FORMATS] ?? 'jsonl'
    onChange({ content: await file.text(), format })
  }
  return (
    <>
      <Field label="File" optional>
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".jsonl,.ndjson,.csv,.yaml,.yml"
            onChange={({ target }) => void read(target.files?.[0])}
            className="text-sm file:mr-3 file:rounded-md file:border file:bg-raised file:px-3 file:py-1 file:text-sm"
          />
        )}
      </Field>
      <Field label="Format">
        {(control) => (
          <Select
            {...control}
            className="w-32"
            value={given.format ?? 'jsonl'}
            onChange={({ target }) => onChange({ ...given, format: target.value as 'jsonl' })}
            options={[
              { value: 'jsonl', label: 'JSONL' },
              { value: 'csv', label: 'CSV' },
              { value: 'yaml', label: 'YAML' },
            ]}
          />
        )}
      </Field>
      <Field label="Text" help="One case a line: what goes in, and what is expected. At most 10,000.">
        {(control) => (
          <Textarea
            {...control}
            rows={6}
            spellCheck={false}
            placeholder={EXAMPLE}
            className="font-mono text-xs"
            value={(given.content ?? '').slice(0, 200_000)}
            onChange={({ target }) => onChange({ ...given, content: target.value })}
          />
        )}
      </Field>
    </>
  )
}

type Row = { id: number; input: string; expected: string }

function HandCase({ onChange }: { onChange: (given: Given) => void }) {
  const [rows, setRows] = useState<Row[]>([{ id: 0, input: '', expected: '' }])
  const change = (next: Row[]) => {
    setRows(next)
    const cases = next
      .filter(({ input }) => input.trim() !== '')
      .map(({ input, expected }) => ({ input, expected: expected || null }))
    onChange({ cases })
  }
  const set = (id: number, changes: Partial<Row>) =>
    change(rows.map((row) => (row.id === id ? { ...row, ...changes } : row)))
  return (
    <>
      {rows.map((row, at) => (
        <div key={row.id} className="flex flex-col gap-2 rounded-md border p-3">
          <Field label={`Input ${at + 1}`}>
            {(control) => (
              <Textarea
                {...control}
                value={row.input}
                onChange={({ target }) => set(row.id, { input: target.value })}
              />
            )}
          </Field>
          <Field label="Expected" optional>
            {(control) => (
              <Textarea
                {...control}
                value={row.expected}
                onChange={({ target }) => set(row.id, { expected: target.value })}
              />
            )}
          </Field>
        </div>
      ))}
      <Button
        className="self-start"
        onClick={() =>
          setRows([...rows, { id: Math.max(...rows.map(({ id }) => id)) + 1, input: '', expected: '' }])
        }
      >
        One more case
      </Button>
    </>
  )
}
