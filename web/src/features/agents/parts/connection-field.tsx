import { useQuery } from '@tanstack/react-query'
import { listUsableToolsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { readFields } from '../document/fields'
import { type Chosen, ChosenField } from './chosen-field'

/** The connection over which a request is sent: of those that take any, or another by its name. */
export function ConnectionField(props: Chosen) {
  const { data } = useQuery(listUsableToolsOptions())
  const offered = new Set(
    (data?.items ?? []).filter(({ name }) => name.startsWith('http_')).map(({ connection }) => connection),
  )
  return (
    <ChosenField
      {...props}
      field="connection"
      value={readFields(props.text)?.connection ?? ''}
      offered={[...offered]}
    />
  )
}
