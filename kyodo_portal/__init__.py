"""Kyodo Portal: city collaboration plans, their roadmaps and their yearly progress."""
