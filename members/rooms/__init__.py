"""Rooms: where a network or the whole alliance talks, decides and keeps a record (docs/decisions/0012-rooms.md)."""
