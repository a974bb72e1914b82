"""Fakes for the tests of deliveries and of one's own adapters: they behave, and misbehave, on demand."""
