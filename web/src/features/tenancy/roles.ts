import { useQuery } from '@tanstack/react-query'
import type { RoleAnswer } from '@/api/gen'
import { listRolesOptions } from '@/api/gen/@tanstack/react-query.gen'

export type Role = RoleAnswer
export type RoleName = 'owner' | 'admin' | 'builder' | 'operator' | 'approver' | 'viewer'

/** The roles in the server's words, the widest first. */
export function useRoles(): readonly Role[] {
  const { data } = useQuery({ ...listRolesOptions(), staleTime: 60_000 })
  return data?.items ?? []
}

/** What a choice of roles offers: those that may be given, the narrowest last. */
export function roleOptions(roles: readonly Role[]) {
  return roles.filter(({ may_give }) => may_give).map(({ name, title }) => ({ value: name, label: title }))
}

export function describe(roles: readonly Role[], name: string): string {
  return roles.find((role) => role.name === name)?.description ?? ''
}
