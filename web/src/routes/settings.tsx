import { Outlet } from '@tanstack/react-router'
import { SettingsNav } from '@/features/tenancy'

export function Page() {
  return (
    <div className="flex min-w-0 flex-col gap-5 lg:flex-row lg:gap-8">
      <SettingsNav />
      <div className="flex min-w-0 max-w-4xl flex-1 flex-col gap-5">
        <Outlet />
      </div>
    </div>
  )
}
