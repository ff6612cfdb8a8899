export { UsageView } from './usage-view'
