export { ChatPage } from './chat-page'
export { Interview } from './interview'
export { TestChat } from './test-chat'
