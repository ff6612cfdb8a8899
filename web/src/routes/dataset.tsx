import { useParams } from '@tanstack/react-router'
import { DatasetPage } from '@/features/evaluations'
import { paths } from '@/paths'

export function Page() {
  const { slug } = useParams({ from: `/signed-in${paths.dataset}` })
  return <DatasetPage key={slug} slug={slug} />
}
