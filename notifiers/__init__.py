"""Delivers a finished message through a channel and tells the outcome. Knows no rules, no Temporal, no SQL."""
