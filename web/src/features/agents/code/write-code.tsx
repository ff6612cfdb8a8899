import { Sparkles } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from '@/ui/button'
import { Drawer } from '@/ui/drawer'
import { Failure } from '@/ui/failure'
import { Field, Textarea } from '@/ui/form'
import { readFields } from '../document/fields'
import { Rounds } from './rounds'
import { useWriting } from './use-writing'

type Props = {
  source: string
  onUse: (code: string, tier: string) => void
  onClose: () => void
}

/** Having a model write the code of a function: by its schemas and examples, with every try to look at. */
export function WriteCode({ source, onUse, onClose }: Props) {
  const described = useMemo(() => readFields(source)?.description ?? '', [source])
  const [description, setDescription] = useState(described)
  const { writing, write, stop } = useWriting()
  const { result, busy, error } = writing
  const usable = result !== null && result.code !== ''
  const passed = result?.status === 'passed'
  return (
    <Drawer title="Write the code with a model" onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void write(source, description, result !== null)
        }}
      >
        <Field
          label="What the function is to do"
          help="The schemas, examples and services of the file go along. Nothing you write here changes them."
        >
          {(control) => (
            <Textarea
              {...control}
              rows={4}
              value={description}
              maxLength={10_000}
              onChange={({ target }) => setDescription(target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant={usable ? 'outline' : 'primary'} busy={busy}>
            {!busy && <Sparkles aria-hidden />}
            {result ? 'Write anew' : 'Write'}
          </Button>
          {busy && (
            <Button variant="ghost" onClick={stop}>
              Stop
            </Button>
          )}
          {usable && (
            <Button variant={passed ? 'primary' : 'outline'} onClick={() => onUse(result.code, result.tier)}>
              {passed ? 'Use this code' : 'Use it all the same'}
            </Button>
          )}
        </div>
        {error && <Failure what="It was not written" error={error} />}
        <Rounds writing={writing} />
      </form>
    </Drawer>
  )
}
