import { type CSSProperties, useEffect, useState } from 'react'
import type { ThemedToken } from 'shiki/core'
import { CopyButton } from '@/ui/copy-button'

type Props = { code: string; language: string; coloured: boolean }

/** A block of code with its language and a button that copies it; colours come when they are loaded. */
export function Code({ code, language, coloured }: Props) {
  const lines = useTokens(code, language, coloured)
  return (
    <figure className="my-2 min-w-0 overflow-hidden rounded-md border bg-surface">
      <figcaption className="flex h-8 items-center justify-between border-b bg-raised/60 pr-0.5 pl-3 font-mono text-muted text-xs">
        <span className="truncate">{language || 'text'}</span>
        <CopyButton text={code} label="the code" />
      </figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-[32rem] overflow-auto px-3 py-2 font-mono text-xs leading-5"
      >
        <code>{lines ? lines.map(asLine) : code}</code>
      </pre>
    </figure>
  )
}

function asLine(line: readonly ThemedToken[], index: number, all: readonly unknown[]) {
  return (
    <span key={index}>
      {line.map((token) => (
        <span
          key={token.offset}
          style={token.htmlStyle as CSSProperties}
          className="text-(--shiki-light) dark:text-(--shiki-dark)"
        >
          {token.content}
        </span>
      ))}
      {index < all.length - 1 && '\n'}
    </span>
  )
}

function useTokens(code: string, language: string, coloured: boolean) {
  const [tokens, setTokens] = useState<{ code: string; lines: ThemedToken[][] } | null>(null)
  useEffect(() => {
    if (!coloured || language === '') return
    let wanted = true
    void import('./highlight')
      .then(({ tokensOf }) => tokensOf(code, language))
      .then((lines) => wanted && lines && setTokens({ code, lines }))
      .catch(() => undefined)
    return () => {
      wanted = false
    }
  }, [code, language, coloured])
  return tokens?.code === code ? tokens.lines : null
}
