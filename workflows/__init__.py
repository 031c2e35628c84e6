"""Waits and acts: Temporal workflows and their activities."""
