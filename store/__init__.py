"""Remembers: tables, reads, writes, reports and migrations."""
