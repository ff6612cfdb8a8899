export { ApprovalView } from './approval-view'
export { ApprovalsView } from './approvals-view'
export { DecideByLink } from './decide-by-link'
export { hearOfProposals } from './hear'
