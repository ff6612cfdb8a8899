import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  dryRunAgentMutation,
  getAgentTrialOptions,
  smokeRunAgentMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Field, Textarea } from '@/ui/form'
import { refreshAgents } from '../queries'
import type { Detail } from '../types'
import { TrialReport } from './trial-report'

type Example = { input?: unknown }

/** Tries the newest saved version: on an input, or on all its examples. Nothing that it does reaches anybody. */
export function Trial({ agent, unsaved }: { agent: Detail; unsaved: boolean }) {
  const { slug, version } = agent
  const queries = useQueryClient()
  const [text, setText] = useState(() => firstInput(agent))
  const kept = useQuery({
    ...getAgentTrialOptions({ path: { slug }, query: { version: version.number } }),
    retry: false,
  })
  const dry = useMutation(dryRunAgentMutation())
  const smoke = useMutation({
    ...smokeRunAgentMutation(),
    onSuccess: () => {
      void kept.refetch()
      void refreshAgents(queries, slug)
    },
  })
  const input = read(text)
  const report = dry.data ?? smoke.data ?? kept.data?.report
  const error = dry.error ?? smoke.error
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p role="status" className="text-muted text-sm">
        {unsaved ? 'Save to try what you changed: this' : 'This'} is version {version.number}. Whatever it
        would do is listed and not done.
      </p>
      <Field label="Input" error={input.wrong}>
        {(control) => (
          <Textarea
            {...control}
            value={text}
            rows={Math.min(14, Math.max(4, text.split('\n').length))}
            spellCheck={false}
            className="font-mono text-xs leading-5"
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button
          busy={dry.isPending}
          disabled={input.wrong !== undefined}
          onClick={() => {
            smoke.reset()
            dry.mutate({ path: { slug }, body: { input: input.value, version: version.number } })
          }}
        >
          Dry run
        </Button>
        <Button
          variant="outline"
          busy={smoke.isPending}
          onClick={() => {
            dry.reset()
            smoke.mutate({ path: { slug }, query: { version: version.number } })
          }}
        >
          Run all examples
        </Button>
      </div>
      {error != null && <Failure what="It was not tried" error={error} />}
      {report && error == null && <TrialReport report={report} />}
    </div>
  )
}

/** The input of the first example, to begin with. */
function firstInput({ document }: Detail): string {
  const { examples } = (document.remit ?? {}) as { examples?: Example[] }
  return JSON.stringify(examples?.[0]?.input ?? {}, null, 2)
}

type Read = { value?: Record<string, unknown>; wrong?: string }

function read(text: string): Read {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { value: value as Record<string, unknown> }
    }
  } catch {}
  return { wrong: 'Write a JSON object, like {"city": "Oslo"}.' }
}
