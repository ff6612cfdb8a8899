import { type ReactNode, useEffect } from 'react'

type Props = {
  title: string
  /** Marks beside the title: a count, a state. */
  marks?: ReactNode
  description?: ReactNode
  /** At most one primary button. */
  actions?: ReactNode
}

/** The one heading of a page, which is the document's title too. */
export function PageHeader({ title, marks, description, actions }: Props) {
  usePageTitle(title)
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <div className="min-w-0 flex-1 basis-60">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="wrap-anywhere min-w-0 font-semibold text-xl tracking-tight">{title}</h1>
          {marks}
        </div>
        {description && <div className="wrap-anywhere text-muted text-sm">{description}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}

/** Names the browser's tab after the page. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title.slice(0, 80)} · Remit`
    return () => {
      document.title = 'Remit'
    }
  }, [title])
}
