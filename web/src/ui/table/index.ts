export type { Column } from './column'
export { DataTable, ThinBar } from './data-table'
export { Pager } from './pager'
export { usePaging } from './use-paging'
