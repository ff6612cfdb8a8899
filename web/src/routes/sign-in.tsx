import { useRouter, useSearch } from '@tanstack/react-router'
import { nextPage, SignIn } from '@/features/tenancy'
import type { SearchParams } from '@/search-params'
import { Plain } from './shell/plain'

export function Page() {
  const { history } = useRouter()
  const { next, refused } = useSearch({ strict: false }) as SearchParams
  const then = nextPage(next)
  return (
    <Plain>
      <SignIn next={then} refused={refused} onDone={() => history.replace(then)} />
    </Plain>
  )
}
