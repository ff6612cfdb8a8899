import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { finishSignInMutation } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'

/** Where the browser comes back to from a server's own sign-in: what it brought is handed in, once. */
export function SignedInPage() {
  const navigate = useNavigate()
  const said = useRef(new URLSearchParams(window.location.search))
  const begun = useRef(false)
  const finish = useMutation(finishSignInMutation())
  const { mutate } = finish
  const code = said.current.get('code')
  const state = said.current.get('state')
  useEffect(() => {
    if (begun.current || !code || !state) return
    begun.current = true
    const iss = said.current.get('iss')
    mutate(
      { body: { code, state, ...(iss && { iss }) } },
      {
        onSuccess: ({ id, slug }) => {
          toast.success(`Signed in to ${slug}`, { description: 'Test it to see what it offers.' })
          void navigate({ to: paths.settingsToolbox, params: { id }, replace: true })
        },
      },
    )
  }, [code, state, mutate, navigate])
  const refusal = said.current.get('error_description') ?? said.current.get('error')
  return (
    <div className="flex flex-col gap-4">
      <PageHeader title="Signing in" description="At the server of a connection" />
      {!code && (
        <Notice tone="warn" title="Nobody was signed in">
          {refusal ? refusal.slice(0, 300) : 'The server sent no code.'} Begin again on the connection’s page.
        </Notice>
      )}
      {finish.error && <Failure what="Nobody was signed in" error={finish.error} />}
      {code && !finish.error && <Skeleton className="h-24" />}
      <Link to={paths.settingsToolboxes} className="text-muted text-sm hover:underline">
        Tools
      </Link>
    </div>
  )
}
