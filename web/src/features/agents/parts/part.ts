/** What a part of a form works on: the text of the agent file. */
export type Part = { text: string; onChange: (text: string) => void }
