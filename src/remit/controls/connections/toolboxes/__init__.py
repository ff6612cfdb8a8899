"""Connections that have tools: HTTP APIs, MCP servers, databases, mail and chats."""

from remit.controls.connections.toolboxes.errors import ToolChanged, UnknownTool
from remit.controls.connections.toolboxes.offered import Box, Granted, GrantedTool, OfferedTools
from remit.controls.connections.toolboxes.toolboxes import Toolboxes

__all__ = ["Box", "Granted", "GrantedTool", "OfferedTools", "ToolChanged", "Toolboxes", "UnknownTool"]
