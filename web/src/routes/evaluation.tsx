import { useParams } from '@tanstack/react-router'
import { RunPage } from '@/features/evaluations'
import { paths } from '@/paths'

export function Page() {
  const { id } = useParams({ from: `/signed-in${paths.evaluation}` })
  return <RunPage key={id} id={id} />
}
