/** What has the focus when a layer opens; for an item of a menu, which is gone by then, the menu's button. */
export function findOpener(): HTMLElement | null {
  const focused = document.activeElement as HTMLElement | null
  const button = focused?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  return button ? document.getElementById(button) : focused
}

/** Back to where the person was; what opened the layer may have gone with its row. */
export function returnFocus(opener: HTMLElement | null): void {
  const target = opener?.isConnected ? opener : document.querySelector('main')
  target?.focus()
}
