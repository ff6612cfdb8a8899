import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { confirmPlan, deleteDeployment, type RunCommandResponse, runCommand } from '@/api/gen'
import { getDeploymentQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import { refetchDeployments, showDeployments } from '../queries'
import type { Environment } from '../types'

/** A command as it is sent. Its key makes sending it again safe: the server runs one key once. */
export type Command = {
  command: string
  env: Environment
  planOnly: boolean
  idempotencyKey: string
}
export type CommandAnswer = RunCommandResponse

const COMMAND = ['command']
const RUN = [...COMMAND, 'run']
const CONFIRM = [...COMMAND, 'confirm']
const TIMEOUT_MS = 30_000

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function soon() {
  return { signal: AbortSignal.timeout(TIMEOUT_MS), throwOnError: true } as const
}

export function useCommand() {
  const queries = useQueryClient()
  return useMutation({
    mutationKey: RUN,
    mutationFn: async ({ command, env, planOnly, idempotencyKey }: Command): Promise<CommandAnswer> => {
      const { data } = await runCommand({
        body: { command, env, plan_only: planOnly },
        headers: { 'Idempotency-Key': idempotencyKey },
        ...soon(),
      })
      return data
    },
    onSuccess: ({ result }) => {
      showDeployments(queries, [result.deployment])
      return refetchDeployments(queries, result.plan_id)
    },
  })
}

type Plan = { planId: string; idempotencyKey: string }

/** Carries out a plan that was only made. */
export function useConfirm() {
  const queries = useQueryClient()
  return useMutation({
    mutationKey: CONFIRM,
    mutationFn: async ({ planId, idempotencyKey }: Plan): Promise<CommandAnswer> => {
      const { data } = await confirmPlan({
        path: { plan_id: planId },
        headers: { 'Idempotency-Key': idempotencyKey },
        ...soon(),
      })
      return data
    },
    onSuccess: ({ result }) => {
      showDeployments(queries, [result.deployment])
      return refetchDeployments(queries, result.plan_id)
    },
  })
}

/** Drops a plan that was only made. */
export function useDrop() {
  const queries = useQueryClient()
  return useMutation({
    // An answer that is still under way would come too late, as a 404.
    onMutate: (planId) =>
      queries.cancelQueries({ queryKey: getDeploymentQueryKey({ path: { plan_id: planId } }) }),
    mutationFn: async (planId: string) => {
      await deleteDeployment({ path: { plan_id: planId }, ...soon() })
    },
    // Nobody waits for the lists, and the plan itself is gone.
    onSuccess: () => void refetchDeployments(queries),
  })
}

/** The commands that are being planned at this moment. */
export function usePlanning(): Command[] {
  return useMutationState({
    filters: { mutationKey: RUN, status: 'pending' },
    select: (mutation) => mutation.state.variables as Command,
  })
}

/** The deployments that this page's own commands led to lately: their rows need not be asked for. */
export function useSent(): string[] {
  return useMutationState({
    filters: { mutationKey: COMMAND, status: 'success' },
    select: (mutation) => (mutation.state.data as CommandAnswer).command_id,
  })
}
