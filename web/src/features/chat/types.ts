import type {
  AskedTurn,
  CandidateAnswer,
  ConversationAnswer,
  ConversationItem,
  MessageAnswer,
  MessageProblem,
  NewMessage,
  ParticipantAnswer,
  ParticipantChoice,
  ToolUse,
} from '@/api/gen'

export type Turn = AskedTurn
export type Candidate = CandidateAnswer
export type Conversation = ConversationAnswer
export type ListedConversation = ConversationItem
export type Message = MessageAnswer
export type Refusal = MessageProblem
export type Said = NewMessage
export type Participant = ParticipantAnswer
export type Choice = ParticipantChoice
export type Tool = ToolUse

/** What happened while an answer was written, by the names of AG-UI 1.0. */
export type ChatEvent =
  | { type: 'CUSTOM'; name: 'turn'; value: Turn }
  | { type: 'CUSTOM'; name: 'waiting'; value: unknown }
  | { type: 'RUN_STARTED' | 'TEXT_MESSAGE_START' | 'TEXT_MESSAGE_END'; messageId: string }
  | { type: 'TEXT_MESSAGE_CONTENT'; messageId: string; delta: string }
  | { type: 'TOOL_CALL_START'; messageId: string; toolCallId: string; toolCallName: string }
  | { type: 'TOOL_CALL_ARGS'; messageId: string; toolCallId: string; delta: string }
  | { type: 'TOOL_CALL_END'; messageId: string; toolCallId: string }
  | { type: 'TOOL_CALL_RESULT'; messageId: string; toolCallId: string; content: string; refused: boolean }
  | { type: 'RUN_FINISHED'; messageId: string; result: Message }
  | { type: 'RUN_ERROR'; messageId: string; message: string; code: string; result: Message }
