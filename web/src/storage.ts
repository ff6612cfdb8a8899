/** What this browser remembers. Storage may be switched off or full; the page then works without it. */
export const { recall, remember, forget } = within(() => localStorage)

/** What this tab remembers until it is closed: a reload finds it again. */
export const tab = within(() => sessionStorage)

function within(storage: () => Storage) {
  return {
    recall(key: string): string | null {
      try {
        return storage().getItem(key)
      } catch {
        return null
      }
    },
    remember(key: string, value: string): void {
      try {
        storage().setItem(key, value)
      } catch {
        // nothing is lost but the memory of a choice
      }
    },
    forget(key: string): void {
      try {
        storage().removeItem(key)
      } catch {
        // as above
      }
    },
    forgetAll(): void {
      try {
        storage().clear()
      } catch {
        // as above
      }
    },
  }
}
