import { Sparkles } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { Button } from '@/ui/button'
import { Code } from '@/ui/code'
import { EmptyState } from '@/ui/empty-state'
import { Textarea } from '@/ui/form'
import { setField } from '../document/edit'
import { PATHS, readRemit } from '../document/fields'

const WriteCode = lazy(() => import('./write-code').then((loaded) => ({ default: loaded.WriteCode })))

type Props = { text: string; onChange: (text: string) => void; readOnly: boolean }

/** The code of a function by itself, and the way to have it written. */
export function CodeView({ text, onChange, readOnly }: Props) {
  const { code, tier } = useMemo(() => codeOf(text), [text])
  const [writing, setWriting] = useState(false)
  const [editing, setEditing] = useState(false)
  const use = (written: string, wanted: string) => {
    const withCode = setField(text, PATHS.code, written)
    onChange(setField(withCode, ['remit', 'tier'], wanted === 'lite' && !tier ? undefined : wanted))
    setWriting(false)
  }
  const edit = () => {
    if (!code) onChange(setField(text, PATHS.code, BEGUN))
    setEditing(true)
  }
  const actions = !readOnly && (
    <span className="flex flex-wrap gap-2">
      <Button onClick={editing && code ? () => setEditing(false) : edit}>
        {editing && code ? 'Done' : code ? 'Edit' : 'Write it yourself'}
      </Button>
      <Button onClick={() => setWriting(true)}>
        <Sparkles aria-hidden />
        Write with a model
      </Button>
    </span>
  )
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {code ? (
        <>
          <div className="flex flex-wrap items-center gap-2">
            <p className="min-w-0 flex-1 text-muted text-sm">Runs in the {tier || 'lite'} sandbox.</p>
            {actions}
          </div>
          {editing ? (
            <Textarea
              aria-label="Code"
              spellCheck={false}
              autoFocus
              rows={Math.max(12, code.split('\n').length + 1)}
              className="font-mono text-xs leading-5"
              value={code}
              onChange={({ target }) => onChange(setField(text, PATHS.code, target.value))}
            />
          ) : (
            <Code code={code} language="python" coloured />
          )}
        </>
      ) : (
        <EmptyState title="There is no code yet" action={actions || undefined}>
          Describe what the function is to do, and a model writes it by the schemas and examples; or write it
          yourself.
        </EmptyState>
      )}
      {writing && (
        <Suspense>
          <WriteCode source={text} onUse={use} onClose={() => setWriting(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** What code begins with that a person writes. */
const BEGUN = 'async def run(input, ctx):\n    return {}\n'

function codeOf(text: string): { code: string; tier: string } {
  const remit = readRemit(text)
  return {
    code: typeof remit.code === 'string' ? remit.code : '',
    tier: typeof remit.tier === 'string' ? remit.tier : '',
  }
}
