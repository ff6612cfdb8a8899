import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toast } from '@/ui/toast'
import { Button } from './button'

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    if (await toClipboard(text)) setCopied(true)
    else toast.error('It could not be copied', { description: 'Select the text and copy it by hand.' })
  }
  return (
    <Button
      variant="ghost"
      size="smallIcon"
      aria-label={copied ? `Copied ${label}` : `Copy ${label}`}
      onClick={copy}
    >
      {copied ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />}
    </Button>
  )
}

/** The clipboard needs a secure context; elsewhere the old way still works. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}
