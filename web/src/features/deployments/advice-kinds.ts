import { CircleDollarSign, Gauge, Globe, Moon, TrendingDown } from 'lucide-react'
import type { AdviceAnswer } from '@/api/gen'
import type { Look } from '@/ui/states'

/** How each kind of advice looks. */
export const ADVICE: Record<AdviceAnswer['kind'], Look> = {
  failing_canary: { word: 'Does worse', tone: 'warn', icon: TrendingDown },
  idle: { word: 'Idle', tone: 'idle', icon: Moon },
  oversized: { word: 'Oversized', tone: 'info', icon: Gauge },
  cheaper_region: { word: 'Cheaper region', tone: 'info', icon: Globe },
  cheaper_instance: { word: 'Cheaper instance', tone: 'info', icon: CircleDollarSign },
}
