"""The staff pages of the yearly survey: one's own work, the answer, the lists, the round."""
