import { SignedInPage } from '@/features/connections'

export function Page() {
  return <SignedInPage />
}
