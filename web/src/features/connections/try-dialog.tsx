import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { tryConnectionToolMutation } from '@/api/gen/@tanstack/react-query.gen'
import { CodeBlock } from '@/ui/code-block'
import { Failure } from '@/ui/failure'
import { Field, Switch, Textarea } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { Notice } from '@/ui/notice'
import { skeletonOf } from './tools'
import type { Tool } from './types'

/** Uses a tool once, for real; one that may change something wants to be told that it may. */
export function TryDialog({ id, tool, onClose }: { id: string; tool: Tool; onClose: () => void }) {
  const { name, reads_only, input_schema } = tool
  const [text, setText] = useState(() => skeletonOf(input_schema))
  const [confirm, setConfirm] = useState(false)
  const [unread, setUnread] = useState(false)
  const [asked, setAsked] = useState(false)
  const use = useMutation(tryConnectionToolMutation())
  const send = () => {
    const read = objectOf(text)
    setUnread(read === null)
    setAsked(!reads_only && !confirm)
    if (read && (reads_only || confirm))
      use.mutate({ path: { connection_id: id, name }, body: { arguments: read, confirm } })
  }
  return (
    <FormDialog
      title={`Try ${name}`}
      description={
        reads_only
          ? 'It is really used, once, and that stands in the audit log. It only reads.'
          : 'It is really used, once, and that stands in the audit log. It may change something outside.'
      }
      verb="Use it"
      wide
      busy={use.isPending}
      error={unread || use.error}
      onSubmit={send}
      onClose={onClose}
    >
      <Field
        label="Arguments"
        help="A JSON object."
        error={unread ? 'This is no JSON object: write it as {"name": "value"}.' : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            className="font-mono text-xs"
            rows={8}
            value={text}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {!reads_only && (
        <Switch checked={confirm} onChange={setConfirm}>
          It may change something
        </Switch>
      )}
      <div aria-live="polite" className="flex min-w-0 flex-col gap-2">
        {asked && !confirm && <Notice tone="warn" title="Say first that it may change something" />}
        {use.isError && <Failure what={`${name} was not used`} error={use.error} />}
        {use.data && (
          <>
            <Notice tone={use.data.ok ? 'ok' : 'bad'} title={use.data.said}>
              {use.data.milliseconds} ms
            </Notice>
            {use.data.text && <CodeBlock label="What it gave back" code={use.data.text} />}
            {use.data.cut && <p className="text-muted text-xs">There is more, which is not shown.</p>}
          </>
        )}
      </div>
    </FormDialog>
  )
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text || '{}')
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
