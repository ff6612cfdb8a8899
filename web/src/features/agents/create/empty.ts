/** An agent file with the fields that every agent has. */
export const EMPTY = `name: ""

instructions: ""

remit:
  type: context
  description: ""
`
