import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'

/** A page that broke; everything round it still works. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const words = error instanceof Error ? error.message : String(error)
  // After an update the files of the old version are gone: only loading the page anew helps.
  const outdated = /dynamically imported module|Importing a module script/i.test(words)
  return (
    <>
      <h1 className="sr-only">This page broke</h1>
      <Notice
        tone="bad"
        title={outdated ? 'Remit was updated since this page was opened' : 'This page broke'}
        action={
          <Button size="small" onClick={outdated ? () => window.location.reload() : reset}>
            {outdated ? 'Load it anew' : 'Try again'}
          </Button>
        }
      >
        {!outdated && words}
      </Notice>
    </>
  )
}

export function NoPage() {
  return (
    <div className="mx-auto w-full max-w-lg pt-[12vh]">
      <h1 className="mb-3 font-semibold text-xl tracking-tight">There is no page at this address</h1>
      <Link to={paths.home} className="text-accent underline-offset-2 hover:underline">
        Go home
      </Link>
    </div>
  )
}
