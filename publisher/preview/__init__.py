"""The editor's view of an edition: one page that shows exactly what leaves, and the folder it lies in."""
