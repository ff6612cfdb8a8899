import { useParams } from '@tanstack/react-router'
import { RunView } from '@/features/runtime'

export function Page() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  return <RunView key={id} id={id} />
}
