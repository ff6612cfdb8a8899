import { FileUp, FileX2 } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from '@/ui/button'
import { cn } from '@/ui/cn'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { useSchema } from '../queries'
import type { Template } from '../types'
import { ImportFiles } from './import-files'
import { readAgentFile } from './read-file'

type Props = {
  start: ReactNode
  templates: readonly Template[] | undefined
  error: unknown
  onRetry: () => void
  onTemplate: (slug: string) => void
  onEmpty: () => void
  onFile: (text: string) => void
}

/** What a new agent begins with: a template, a file, or nothing. */
export function Beginnings({ start, templates, error, onRetry, onTemplate, onEmpty, onFile }: Props) {
  return (
    <div className="flex flex-col gap-6">
      {start}
      <Types />
      <section aria-labelledby="templates" className="flex flex-col gap-3">
        <h2 id="templates" className="font-semibold text-base">
          From a template
        </h2>
        {error != null && (
          <Failure what="The templates could not be loaded" error={error} onRetry={onRetry} />
        )}
        <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
          {(templates ?? []).map(({ slug, name, type, description, tags }) => (
            <li key={slug}>
              <button
                type="button"
                onClick={() => onTemplate(slug)}
                className="flex h-full w-full flex-col gap-1 rounded-lg border bg-surface p-4 text-left hover:border-edge hover:bg-raised/50"
              >
                <span className="font-medium">{name}</span>
                <span className="flex-1 text-muted text-sm">{description}</span>
                <span className="text-muted text-xs">{[type, ...tags].join(', ')}</span>
              </button>
            </li>
          ))}
          {templates === undefined &&
            error == null &&
            [1, 2, 3].map((at) => <Skeleton key={at} className="h-24" />)}
        </ul>
      </section>
      <section aria-labelledby="own" className="flex flex-col gap-3">
        <h2 id="own" className="font-semibold text-base">
          From your own file, or empty
        </h2>
        <div className="grid gap-3 sm:grid-cols-2">
          <FileDrop onFile={onFile} />
          <div className="flex flex-col items-center justify-center gap-2 rounded-lg border p-6 text-center">
            <FileX2 aria-hidden className="size-5 text-muted" />
            <Button onClick={onEmpty}>Begin empty</Button>
            <p className="text-muted text-xs">The form shows every field with what it is for.</p>
          </div>
        </div>
        <ImportFiles />
      </section>
    </div>
  )
}

const LIST = new Intl.ListFormat('en-GB')

/** The types of agents, in the server's words: which of them run today. */
function Types() {
  const types = useSchema()?.['x-remit-types']
  if (!types) return null
  const running = types.filter(({ runs }) => runs).map(({ type }) => type)
  return (
    <Notice tone="info" title={`Agents of type ${LIST.format(running)} run today`}>
      <ul>
        {types.map(({ type, runs, description }) => (
          <li key={type}>
            <strong className="font-medium">{type}</strong>
            {runs ? '' : ', comes later'}: {description}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function FileDrop({ onFile }: Pick<Props, 'onFile'>) {
  const most = useSchema()?.['x-remit-most-bytes']
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    const read = await readAgentFile(file, most)
    setRefusal(read.refusal ?? null)
    if (read.text !== undefined) onFile(read.text)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        'flex flex-col items-center gap-2 rounded-lg border border-dashed p-6 text-center',
        over && 'border-accent bg-accent/8',
      )}
    >
      <FileUp aria-hidden className="size-5 text-muted" />
      <Button onClick={() => input.current?.click()}>Choose a file</Button>
      <input
        ref={input}
        type="file"
        aria-label="Agent file"
        accept=".yaml,.yml,.json,text/yaml"
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => {
          void take(target.files?.[0])
          target.value = ''
        }}
      />
      <p className="text-muted text-xs">
        Or drop it here. YAML{most ? `, at most ${most / 1024} kB` : ''}; it is checked before anything is
        saved.
      </p>
      {refusal && <Notice tone="bad" title={refusal} className="text-left" />}
    </div>
  )
}
