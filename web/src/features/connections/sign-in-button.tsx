import { useMutation } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import type { ToolboxDetail } from '@/api/gen'
import { beginSignInMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { toast } from '@/ui/toast'

/** Sends a person to the sign-in of an MCP server that wants one. */
export function SignInButton({ toolbox }: { toolbox: ToolboxDetail }) {
  const { id, name, setup, has_secret } = toolbox
  const begin = useMutation(beginSignInMutation())
  if (setup.kind !== 'mcp' || setup.auth !== 'oauth') return null
  return (
    <Button
      size="small"
      variant={has_secret ? 'outline' : 'primary'}
      busy={begin.isPending}
      onClick={() =>
        begin.mutate(
          { path: { connection_id: id }, body: {} },
          {
            onSuccess: ({ url }) => window.location.assign(url),
            onError: (error) => toast.error(`Nobody can sign in to ${name}`, { description: error.detail }),
          },
        )
      }
    >
      {!begin.isPending && <LogIn aria-hidden />}
      {has_secret ? 'Sign in again' : 'Sign in'}
    </Button>
  )
}
