import { Link } from '@tanstack/react-router'
import { Moon, Sun } from 'lucide-react'
import { paths } from '@/paths'
import { useTheme } from '@/theme/theme'
import { Button } from '@/ui/button'

export function Brand() {
  return (
    <Link to={paths.home} className="flex items-center gap-2 rounded-md font-semibold text-lg tracking-tight">
      <img src="/icon.svg" alt="" className="size-6" />
      Remit
    </Link>
  )
}

export function ThemeSwitch() {
  const [theme, choose] = useTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <Button variant="ghost" size="icon" aria-label={`Use the ${other} theme`} onClick={() => choose(other)}>
      {theme === 'dark' ? <Sun aria-hidden /> : <Moon aria-hidden />}
    </Button>
  )
}
