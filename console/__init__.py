"""Shows: what people see and type, on the terminal; pages later."""
