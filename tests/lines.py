"""A sending line without a ledger: for tests of a channel alone."""


class Line:
    """An exchange that hands out messages one by one and keeps the answers."""

    is_open = True

    def __init__(self, messages):
        self.left, self.receipts = list(messages), []

    def __call__(self, receipts, *, more=True):
        self.receipts += receipts
        return [self.left.pop(0)] if more and self.left else []
