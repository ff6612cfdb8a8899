import { expect, test } from 'vitest'
import { readGraph, renamed, withoutStep, withStep, writeGraph } from './graph'

const TEXT = `name: A
remit:
  type: orchestrator
  nodes:
    - {id: draft, agent: writer, input: {message: input.text}}
    - {id: review, agent: reviewer, input: {message: draft.text}}
  edges:
    - {from: input, to: draft}
    - {from: draft, to: review, when: {place: draft.ok, value: true}}
    - {from: review, to: draft, at_most: 3}
  output: {text: draft.text}
`

test('a graph comes out of the file as it went in', () => {
  const graph = readGraph(TEXT)
  expect(graph.nodes[1]).toEqual({ id: 'review', agent: 'reviewer', input: { message: 'draft.text' } })
  expect(graph.edges[2]).toEqual({ from: 'review', to: 'draft', at_most: 3 })
  expect(readGraph(writeGraph(TEXT, graph))).toEqual(graph)
  expect(readGraph('remit: {nodes: [1, null], edges: x}')).toEqual({ nodes: [], edges: [] })
})

test('a new step comes after the last one, and one that goes leaves no gap', () => {
  const graph = withStep(readGraph(TEXT))
  expect(graph.nodes.at(-1)?.id).toBe('step_3')
  expect(graph.edges.at(-1)).toEqual({ from: 'review', to: 'step_3' })
  const without = withoutStep(graph, 'review')
  expect(without.edges.map(({ from, to }) => `${from}>${to}`)).toContain('draft>step_3')
  expect(without.edges.some(({ from, to }) => from === 'review' || to === 'review')).toBe(false)
})

test('a step is called otherwise wherever it is spoken of', () => {
  const graph = renamed(readGraph(TEXT), 'draft', 'text')
  expect(graph.nodes[1]?.input).toEqual({ message: 'text.text' })
  expect(graph.edges[1]).toEqual({ from: 'text', to: 'review', when: { place: 'text.ok', value: true } })
  expect(renamed(readGraph(TEXT), 'draft', 'review')).toEqual(readGraph(TEXT))
})
