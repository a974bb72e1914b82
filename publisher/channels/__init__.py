"""Where editions leave: one module per network, holding its settings, its limits and only what differs."""
