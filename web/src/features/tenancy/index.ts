export { Marks } from './account'
export { AccountMenu } from './account-menu'
export { AppearancePage } from './appearance-page'
export { HowToSignIn } from './how-to'
export { Invitation } from './invitation'
export { KeysPage } from './keys-page'
export { MembersPage } from './members-page'
export { nextPage } from './next-page'
export { OrganizationPage } from './organization-page'
export { OrganizationSwitcher } from './organization-switcher'
export {
  askForSession,
  hearOfPeople,
  type Session,
  SessionContext,
  sessionOptions,
  useMay,
  useSession,
  useSessionQuery,
} from './session'
export { SessionsPage } from './sessions-page'
export { SettingsNav } from './settings-nav'
export { SignIn } from './sign-in'
export { TeamsPage } from './teams-page'
