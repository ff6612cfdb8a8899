export { AuditTrail } from './audit-trail'
export { AuditView } from './audit-view'
