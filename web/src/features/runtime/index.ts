export { hearOfRuns } from './queries'
export { RunView } from './run-view'
export { RunsOf, RunsView, WaitingRuns } from './runs-view'
