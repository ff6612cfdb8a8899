import { ExternalLink } from 'lucide-react'
import { type ComponentProps, isValidElement, memo, type ReactElement, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { Code } from '@/ui/code'

type Props = { text: string; finished: boolean }

/** What an agent wrote, as Markdown. HTML in it stays text; nothing is loaded from elsewhere. */
export const Markdown = memo(function Markdown({ text, finished }: Props) {
  return (
    <div dir="auto" className="wrap-anywhere flex min-w-0 flex-col gap-2 text-base leading-6">
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={finished ? COLOURED : PLAIN}>
        {text}
      </ReactMarkdown>
    </div>
  )
})

const SIZES: Readonly<Record<string, string>> = { h1: 'text-lg', h2: 'text-lg', h3: 'text-base' }

/** A heading of an answer stands below the answer's own, whatever its author thought. */
function heading(name: string) {
  return function Heading({ children }: { children?: ReactNode }) {
    return <h3 className={`mt-1 font-semibold ${SIZES[name] ?? 'text-sm'}`}>{children}</h3>
  }
}

function SafeLink({ href, children }: ComponentProps<'a'>) {
  if (!href) return <span>{children}</span>
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent underline underline-offset-2"
    >
      {children}
    </a>
  )
}

/** A picture is not fetched: whoever keeps it would learn who reads. */
function NoImage({ src, alt }: ComponentProps<'img'>) {
  const words = alt || 'image'
  if (typeof src !== 'string' || src === '') return <span>{words}</span>
  return (
    <SafeLink href={src}>
      <ExternalLink aria-hidden className="mr-1 inline size-3.5" />
      {words}
    </SafeLink>
  )
}

function pre(coloured: boolean) {
  return function Pre({ children }: ComponentProps<'pre'>) {
    const code = isValidElement(children) ? (children as ReactElement<ComponentProps<'code'>>) : null
    const language = /language-(\S+)/.exec(code?.props.className ?? '')?.[1] ?? ''
    const text = String(code?.props.children ?? '').replace(/\n$/, '')
    return <Code code={text} language={language} coloured={coloured} />
  }
}

const BOTH: Components = {
  h1: heading('h1'),
  h2: heading('h2'),
  h3: heading('h3'),
  h4: heading('h4'),
  h5: heading('h5'),
  h6: heading('h6'),
  a: SafeLink,
  img: NoImage,
  ul: ({ className, children }) => (
    <ul className={className?.includes('task-list') ? 'space-y-1' : 'list-disc space-y-1 pl-5'}>
      {children}
    </ul>
  ),
  ol: ({ children, start }) => (
    <ol start={start} className="list-decimal space-y-1 pl-5">
      {children}
    </ol>
  ),
  blockquote: ({ children }) => (
    <blockquote className="border-edge/60 border-l-2 pl-3 text-muted">{children}</blockquote>
  ),
  code: ({ children }) => (
    <code className="rounded bg-raised px-1 py-0.5 font-mono text-[0.85em]">{children}</code>
  ),
  hr: () => <hr className="my-1" />,
  input: ({ checked }) => (
    <input type="checkbox" checked={checked ?? false} readOnly aria-label="Task" className="mr-1.5" />
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="max-w-full overflow-x-auto">
      <table className="border-collapse text-sm">{children}</table>
    </div>
  ),
  th: ({ children }) => <th className="border px-2.5 py-1 text-left font-semibold">{children}</th>,
  td: ({ children }) => <td className="border px-2.5 py-1 align-top">{children}</td>,
}
const COLOURED: Components = { ...BOTH, pre: pre(true) }
const PLAIN: Components = { ...BOTH, pre: pre(false) }
