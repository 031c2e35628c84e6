"""Decides: pure rules over facts and an instant. Same input, same decision."""
