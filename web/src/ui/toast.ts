type Sonner = typeof import('sonner')['toast']
type Told = Parameters<Sonner['success']>

/** Short messages, from code that is loaded with every page: their library comes when it is first needed. */
export const toast = {
  success: (...told: Told) => void import('sonner').then((sonner) => sonner.toast.success(...told)),
  warning: (...told: Told) => void import('sonner').then((sonner) => sonner.toast.warning(...told)),
  error: (...told: Told) => void import('sonner').then((sonner) => sonner.toast.error(...told)),
}
