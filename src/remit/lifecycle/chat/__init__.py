"""Talking to deployed agents."""

from remit.lifecycle.chat.asked import AskedTurn, answered_turns, turns_by_id
from remit.lifecycle.chat.conversation_schemas import NewConversation, ParticipantChoice
from remit.lifecycle.chat.conversations import begin
from remit.lifecycle.chat.endpoints import router
from remit.lifecycle.chat.runs import write_run
from remit.lifecycle.chat.stream import PING, ClientGone, line, with_pings
from remit.lifecycle.chat.tables import CONVERSATION, MESSAGE

__all__ = [
    "CONVERSATION",
    "MESSAGE",
    "PING",
    "AskedTurn",
    "ClientGone",
    "NewConversation",
    "ParticipantChoice",
    "answered_turns",
    "begin",
    "line",
    "router",
    "turns_by_id",
    "with_pings",
    "write_run",
]
