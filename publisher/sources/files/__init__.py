"""Files that a newsroom writes itself, read strictly."""
