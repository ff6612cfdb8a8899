export { Code } from './code'
