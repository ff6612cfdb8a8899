/** What a test talks to. */
export function SavedOnly({ unsaved, version }: { unsaved: boolean; version: number }) {
  return (
    <p role="status" className="text-muted text-sm">
      {unsaved
        ? `Save to test what you changed: the chat talks to version ${version}.`
        : `The chat talks to version ${version}.`}
    </p>
  )
}
