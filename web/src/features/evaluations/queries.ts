import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { estimateEvaluation, type NewEvaluation } from '@/api/gen'
import {
  archiveDatasetMutation,
  cancelEvaluationMutation,
  compareEvaluationsOptions,
  createDatasetMutation,
  createEvaluationRuleMutation,
  deleteEvaluationRuleMutation,
  editDatasetMutation,
  getDatasetOptions,
  getEvaluationOptions,
  listCasesOptions,
  listDatasetsOptions,
  listEvaluationResultsOptions,
  listEvaluationRulesOptions,
  listEvaluationsOptions,
  listTurnsOptions,
  restoreDatasetMutation,
  startEvaluationMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import type { SearchParams } from '@/search-params'
import { refreshEvaluations } from './hear'
import type { Change, Only } from './types'

const PAGE = 50
const FEW = 20

export function useRuns(asked: SearchParams, after: string | undefined) {
  const query = { agent: asked.agent, dataset: asked.dataset, cursor: after, limit: PAGE }
  return useQuery({ ...listEvaluationsOptions({ query }), placeholderData: keepPreviousData })
}

export function useRun(id: string) {
  return useQuery(getEvaluationOptions({ path: { id } }))
}

export function useResults(id: string, only: Only | undefined, after: string | undefined) {
  const query = { only, cursor: after, limit: FEW }
  return useQuery({
    ...listEvaluationResultsOptions({ path: { id }, query }),
    placeholderData: keepPreviousData,
  })
}

export function useComparison(
  id: string,
  before: string,
  only: Change | undefined,
  after: string | undefined,
) {
  const query = { before, only, cursor: after, limit: FEW }
  return useQuery({
    ...compareEvaluationsOptions({ path: { id }, query }),
    placeholderData: keepPreviousData,
  })
}

export function useDatasets(q: string, archived: boolean, after?: string) {
  const query = { q, archived, cursor: after, limit: PAGE }
  return useQuery({ ...listDatasetsOptions({ query }), placeholderData: keepPreviousData })
}

export function useDataset(slug: string) {
  return useQuery(getDatasetOptions({ path: { slug } }))
}

export function useCases(slug: string, asked: SearchParams, after: string | undefined) {
  const version = asked.version ? Number(asked.version) : undefined
  const query = { version, q: asked.q, tag: asked.tag, cursor: after, limit: PAGE }
  return useQuery({ ...listCasesOptions({ path: { slug }, query }), placeholderData: keepPreviousData })
}

export function useTurns(q: string, after: string | undefined) {
  return useQuery({
    ...listTurnsOptions({ query: { q, cursor: after, limit: FEW } }),
    placeholderData: keepPreviousData,
  })
}

export function useRules() {
  return useQuery(listEvaluationRulesOptions())
}

/** What an evaluation would take; asked for once it is known what is to be measured. */
export function useEstimate(wish: NewEvaluation | null) {
  const body = wish ?? { agent: '', dataset: '' }
  return useQuery({
    queryKey: ['evaluation-estimate', body],
    queryFn: async ({ signal }) => (await estimateEvaluation({ body, signal, throwOnError: true })).data,
    enabled: wish !== null,
    retry: false,
    placeholderData: keepPreviousData,
  })
}

function useRefreshing() {
  const queries = useQueryClient()
  // Also after a no: somebody else may have been first.
  return { onSettled: () => refreshEvaluations(queries) }
}

export const useStart = () => useMutation({ ...startEvaluationMutation(), ...useRefreshing() })
export const useCancel = () => useMutation({ ...cancelEvaluationMutation(), ...useRefreshing() })
export const useCreateDataset = () => useMutation({ ...createDatasetMutation(), ...useRefreshing() })
export const useEditDataset = () => useMutation({ ...editDatasetMutation(), ...useRefreshing() })
export const useArchive = () => useMutation({ ...archiveDatasetMutation(), ...useRefreshing() })
export const useRestore = () => useMutation({ ...restoreDatasetMutation(), ...useRefreshing() })
export const useAddRule = () => useMutation({ ...createEvaluationRuleMutation(), ...useRefreshing() })
export const useRemoveRule = () => useMutation({ ...deleteEvaluationRuleMutation(), ...useRefreshing() })
