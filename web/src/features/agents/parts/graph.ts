import { setField } from '../document/edit'
import { isRecord, PATHS, readRemit } from '../document/fields'

export type Node = { id: string; agent: string; input: Record<string, string> }
export type When = { place: string; operator?: 'is' | 'is_not'; value: string | number | boolean }
export type Edge = { from: string; to: string; when?: When; at_most?: number | string }
export type Graph = { nodes: readonly Node[]; edges: readonly Edge[] }

/** The steps of an orchestrator, and what follows on what. */
export function readGraph(text: string): Graph {
  const { nodes, edges } = readRemit(text)
  return { nodes: list(nodes).map(nodeOf), edges: list(edges).map(edgeOf) }
}

function nodeOf(given: Record<string, unknown>): Node {
  const input = isRecord(given.input) ? given.input : {}
  return {
    id: String(given.id ?? ''),
    agent: String(given.agent ?? ''),
    input: Object.fromEntries(Object.entries(input).map(([name, place]) => [name, String(place ?? '')])),
  }
}

function edgeOf(given: Record<string, unknown>): Edge {
  const edge: Edge = { from: String(given.from ?? ''), to: String(given.to ?? '') }
  if (isRecord(given.when)) edge.when = given.when as When
  if (given.at_most !== undefined) edge.at_most = given.at_most as number
  return edge
}

export function writeGraph(text: string, { nodes, edges }: Graph): string {
  return setField(setField(text, PATHS.nodes, nodes), PATHS.edges, edges)
}

/** The same graph with one more step, which comes after the last one. */
export function withStep({ nodes, edges }: Graph): Graph {
  let number = nodes.length + 1
  while (nodes.some(({ id }) => id === `step_${number}`)) number += 1
  const id = `step_${number}`
  return {
    nodes: [...nodes, { id, agent: '', input: {} }],
    edges: [...edges, { from: nodes.at(-1)?.id ?? 'input', to: id }],
  }
}

/** The same graph without a step; what led to it leads on to what came after it. */
export function withoutStep({ nodes, edges }: Graph, id: string): Graph {
  const before = edges.filter(({ to, from }) => to === id && from !== id)
  const after = edges.filter(({ to, from }) => from === id && to !== id)
  const led = before.flatMap((each) => after.map(({ to }) => ({ ...each, to })))
  const others = edges.filter(({ to, from }) => to !== id && from !== id)
  const fresh = led.filter(({ from, to }) => !others.some((each) => each.from === from && each.to === to))
  return { nodes: nodes.filter((each) => each.id !== id), edges: [...others, ...fresh] }
}

/** The same graph with a step called otherwise, wherever it is spoken of; the same where that name is taken. */
export function renamed(graph: Graph, id: string, to: string): Graph {
  if (to === '' || to === 'input' || graph.nodes.some((each) => each.id === to)) return graph
  const name = (each: string) => (each === id ? to : each)
  const place = (each: string) =>
    each === id || each.startsWith(`${id}.`) ? to + each.slice(id.length) : each
  return {
    nodes: graph.nodes.map((node) => ({
      ...node,
      id: name(node.id),
      input: Object.fromEntries(Object.entries(node.input).map(([field, each]) => [field, place(each)])),
    })),
    edges: graph.edges.map((edge) => ({
      ...edge,
      from: name(edge.from),
      to: name(edge.to),
      ...(edge.when && { when: { ...edge.when, place: place(edge.when.place) } }),
    })),
  }
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
