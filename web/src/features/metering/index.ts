export { hearOfSpending } from './queries'
export { SpendingView } from './spending-view'
