/** Lets something happen at once, and then once more for all that was asked for within each pause. */
export function makeThrottle(pauseMs: number): (act: () => void) => void {
  let resting = false
  let asked: (() => void) | null = null
  const rest = () => {
    resting = true
    setTimeout(() => {
      resting = false
      const next = asked
      asked = null
      if (next) run(next)
    }, pauseMs)
  }
  const run = (act: () => void) => {
    act()
    rest()
  }
  return (act) => {
    if (resting) asked = act
    else run(act)
  }
}
