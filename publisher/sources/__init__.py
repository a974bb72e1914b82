"""Places where articles come from: each adapter reads one kind and gives `Loaded`, or says what is wrong."""
