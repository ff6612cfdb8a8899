import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { paths } from '@/paths'
import { PageHeader, usePageTitle } from '@/ui/page-header'
import { isMissing, ProposalView, useProposal } from './proposal-view'

/** One proposal on a page of its own. */
export function ApprovalView({ id }: { id: string }) {
  const { data, error } = useProposal(id)
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-4">
      <Link
        to={paths.approvals}
        className="flex items-center gap-1 self-start text-muted text-sm hover:text-text"
      >
        <ArrowLeft aria-hidden className="size-4" />
        Approvals
      </Link>
      {isMissing(error) ? <MissingTitle /> : <PageHeader title={data?.title ?? 'Proposal'} />}
      <ProposalView id={id} heading={false} />
    </div>
  )
}

function MissingTitle() {
  usePageTitle('No such proposal')
  return <h1 className="sr-only">No such proposal</h1>
}
