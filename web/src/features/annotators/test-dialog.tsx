import { useState } from 'react'
import { Failure } from '@/ui/failure'
import { Field, Select, Textarea } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { Notice } from '@/ui/notice'
import { useTest } from './queries'
import type { Annotator, Direction } from './types'
import { DIRECTIONS } from './words'

/** Asks an annotator about a sample, and shows the labels and how long it took. */
export function TestDialog({ row, onClose }: { row: Annotator; onClose: () => void }) {
  const [text, setText] = useState('My name is Ann Smith, I live in Berlin.')
  const [direction, setDirection] = useState<Direction>('input')
  const test = useTest()
  const { data } = test
  return (
    <FormDialog
      title={`Test ${row.name}`}
      description="It is really asked. The sample is not kept."
      verb="Test"
      busy={test.isPending}
      error={test.error}
      onSubmit={() => test.mutate({ path: { annotator_id: row.id }, body: { text, direction } })}
      onClose={onClose}
    >
      <Field label="Sample">
        {(control) => (
          <Textarea
            {...control}
            value={text}
            maxLength={20_000}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Field label="As">
        {(control) => (
          <Select
            {...control}
            options={DIRECTIONS}
            value={direction}
            onChange={(event) => setDirection(event.target.value as Direction)}
          />
        )}
      </Field>
      <div aria-live="polite" className="flex flex-col gap-2">
        {data && !data.ok && (
          <Notice tone="bad" title={`No answer as agreed, after ${data.milliseconds} ms`}>
            <span className="wrap-anywhere">{data.problem}</span>
          </Notice>
        )}
        {data?.ok && (
          <>
            <p className="font-medium text-sm">
              {data.labels.length === 0 ? 'No labels' : `${data.labels.length} found`} in {data.milliseconds}{' '}
              ms
            </p>
            <ul className="flex max-h-64 flex-col gap-1 overflow-y-auto text-sm">
              {data.labels.map(({ name, score, start, end, text: piece }, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes but as a whole
                <li key={place} className="flex flex-wrap items-baseline gap-x-3">
                  <code>{name}</code>
                  <span className="wrap-anywhere">“{piece}”</span>
                  <span className="text-muted text-xs">
                    {start}–{end}, score {score}
                  </span>
                </li>
              ))}
            </ul>
            {data.left_out.length > 0 && (
              <p className="wrap-anywhere text-muted text-sm">
                It also said {data.left_out.join(', ')}, which it may not.
              </p>
            )}
          </>
        )}
      </div>
      {test.isError && <Failure what="The annotator was not asked" error={test.error} />}
    </FormDialog>
  )
}
