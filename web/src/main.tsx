import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeQueryClient } from './api/client'
import { sessionOptions } from './features/tenancy'
import { router } from './routes/router'
import './styles.css'

const queries = makeQueryClient()
// Asked for while the first page is still put together; where one only signs in there is nothing to ask.
if (!/^\/(sign-in|invitations)/.test(window.location.pathname)) void queries.prefetchQuery(sessionOptions())

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
