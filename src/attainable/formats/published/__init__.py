"""Tables that government publishes: what each looks like, how to know it, what must be true in it."""
