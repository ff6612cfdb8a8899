/** The page to go back to after signing in: one of ours, or the first. */
export function nextPage(wanted: string | undefined): string {
  return wanted !== undefined && /^\/(?![/\\])[^\\]*$/.test(wanted) ? wanted : '/'
}
