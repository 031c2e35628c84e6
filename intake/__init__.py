"""Takes in: importers, events, replies and receipts."""
