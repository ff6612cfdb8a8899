import { useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import type { ReactNode } from 'react'
import { signInOptionsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { CodeBlock } from '@/ui/code-block'
import { PasswordForm } from './password-form'

export type WaysInProps = {
  children?: ReactNode
  /** Where to go afterwards; the page in the address when left out. */
  next?: string
  onDone?: () => void
}

/** Every way in, for whoever is not signed in; a page that was open is shown again afterwards. */
export default function WaysIn({ children, next, onDone }: WaysInProps) {
  const { data } = useQuery({ ...signInOptionsOptions(), staleTime: Number.POSITIVE_INFINITY })
  return (
    <div className="mx-auto flex w-full max-w-sm flex-col gap-5">
      <h1 className="font-semibold text-xl tracking-tight">Sign in to Remit</h1>
      {children}
      {data?.oidc && <ProviderLink name={data.oidc.name} next={next} />}
      <PasswordForm onDone={() => onDone?.()} />
      <section aria-label="Sign in by a link" className="flex flex-col gap-2 border-t pt-4 text-sm">
        <p>
          No password yet, or forgotten? A link signs you in once, and then you can choose one. On the machine
          where Remit runs:
        </p>
        <CodeBlock code="./run sign-in-link" label="the command for the owner" />
        <details>
          <summary className="cursor-pointer rounded text-accent hover:underline">For another member</summary>
          <CodeBlock
            className="mt-2"
            code="./run sign-in-link --member you@example.com"
            label="the command for a member"
          />
        </details>
      </section>
    </div>
  )
}

function ProviderLink({ name, next }: { name: string; next: string | undefined }) {
  const here = next ?? `${window.location.pathname}${window.location.search}`
  return (
    <>
      <a
        href={`/api/oidc/start?${new URLSearchParams({ next: here })}`}
        className="inline-flex h-9 items-center justify-center gap-2 rounded-md border border-edge/50 bg-surface font-medium text-sm hover:bg-raised"
      >
        <LogIn aria-hidden className="size-4" />
        Continue with {name}
      </a>
      <p className="flex items-center gap-3 text-muted text-xs before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        or
      </p>
    </>
  )
}
