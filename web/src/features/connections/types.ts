import type {
  ConnectionAnswer,
  ConnectionDetail,
  ConnectionTest,
  ToolAnswer,
  ToolboxAnswer,
  ToolboxDetail,
  UsualModel,
} from '@/api/gen'

export type Provider = ConnectionAnswer
export type Toolbox = ToolboxAnswer
export type Test = ConnectionTest
export type Usual = UsualModel
export type Tool = ToolAnswer
export type ProviderKind = Provider['kind']
export type ToolboxKindName = Toolbox['kind']

/** The dialog that is open on the page. */
export type Open = { dialog: 'add' } | { dialog: 'edit' | 'delete'; id: string } | null

export function isToolbox(shown: Provider | Toolbox): shown is Toolbox
export function isToolbox(shown: ConnectionDetail | ToolboxDetail): shown is ToolboxDetail
export function isToolbox(shown: object): boolean {
  return 'tools' in shown
}
