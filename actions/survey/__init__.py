"""The yearly round: opening it, answering, handing in, approving, confirming; and what the figures say."""
