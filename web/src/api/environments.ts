import { useQuery } from '@tanstack/react-query'
import { listEnvironmentsOptions } from './gen/@tanstack/react-query.gen'

type Option = { value: string; label: string }
const NAME = /^[a-z][a-z0-9]{1,19}$/

/** Whether an address may hold this as the name of an environment; the server knows which there are. */
export function environmentIn(name: string | undefined): string | undefined {
  return name !== undefined && NAME.test(name) ? name : undefined
}

/** The organisation's environments as options, in their order; until they are known only the one that is chosen. */
export function useEnvironmentOptions(chosen?: string): readonly Option[] {
  const { data } = useQuery({ ...listEnvironmentsOptions(), staleTime: 60_000 })
  const names = data?.environments.map(({ name }) => name) ?? []
  const all = chosen && !names.includes(chosen) ? [...names, chosen] : names
  return all.map((value) => ({ value, label: value }))
}
