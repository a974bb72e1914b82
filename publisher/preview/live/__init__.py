"""The live page: an edition as it stands now, what may be done about it, and each change as it is saved."""
