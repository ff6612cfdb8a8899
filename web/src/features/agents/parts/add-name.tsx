import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { Input } from '@/ui/form'

type Props = { noun: string; onAdd: (name: string) => void }

/** Where the name of one more is typed: by its button or by Enter it is added. */
export function AddName({ noun, onAdd }: Props) {
  const [name, setName] = useState('')
  const add = () => {
    if (name.trim() === '') return
    onAdd(name.trim())
    setName('')
  }
  return (
    <div className="flex gap-2">
      <Input
        aria-label={`Name of a new ${noun}`}
        placeholder="name"
        value={name}
        className="w-40 min-w-0 font-mono text-xs"
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add()
        }}
      />
      <Button onClick={add} disabled={name.trim() === ''}>
        <Plus aria-hidden />
        Add a {noun}
      </Button>
    </div>
  )
}
