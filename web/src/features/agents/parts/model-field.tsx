import { useQuery } from '@tanstack/react-query'
import { listConnectionsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { readFields } from '../document/fields'
import { type Chosen, ChosenField } from './chosen-field'

/** The model that answers: of those that the connected providers have, or any other by its name. */
export function ModelField(props: Chosen) {
  const { data } = useQuery(listConnectionsOptions())
  const offered = (data?.items ?? [])
    .filter((each) => 'models' in each)
    .filter(({ enabled }) => enabled)
    .flatMap(({ slug, answers_with, models }) =>
      [...new Set([answers_with, ...models])].filter(Boolean).map((model) => `${slug}:${model}`),
    )
  return (
    <ChosenField
      {...props}
      field="model"
      value={readFields(props.text)?.model ?? ''}
      offered={[...offered, 'demo']}
    />
  )
}
