export { DraftPage } from './draft-page'
export { Start } from './start'
