"""通知の経路: how a message leaves the house. One sender a file, each `send(config, message) -> provider's reference`.

A sender returns only when the other side has said that it took the message; whatever else happens is `Undelivered`
with a sentence for people. It writes nothing, reads no clock, and ends within `LIMIT` seconds of its connection.
"""
