import type {
  DeploymentAnswer,
  DeploymentDetail,
  DeploymentList,
  DeploymentRow,
  FieldDifference,
  PermissionAnswer,
  RevisionAnswer,
} from '@/api/gen'

/** What a plan led to, as commands and the live stream tell it. */
export type Deployment = DeploymentAnswer
/** A deployment with how it does today and what may be done with it. */
export type Row = DeploymentRow
export type Detail = DeploymentDetail
export type Page = DeploymentList
export type Revision = RevisionAnswer
export type Difference = FieldDifference
export type Permission = PermissionAnswer
export type Verb = Permission['action']
export type Status = Deployment['status']
export type Environment = Deployment['env']
