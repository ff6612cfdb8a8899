export { keyWords } from './keys'
export { type Action, type ActionGroup, useActionGroups, useActions } from './registry'
export { searched } from './search'
export { useKeyActions, useShortcutsSetting } from './use-key-actions'
