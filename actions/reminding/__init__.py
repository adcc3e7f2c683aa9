"""Reminders: who has not handed in, whom to write to, what the mail says, and sending it."""
