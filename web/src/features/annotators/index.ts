export { AnnotatorsPanel } from './annotators-panel'
export { hearOfAnnotators } from './queries'
