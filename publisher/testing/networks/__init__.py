"""Networks as their documents describe them, on loopback: small, stateful, and strict.

    with XNetwork() as network:
        channel = create("x", Settings(service=network.url, **network.secrets), context)

What a client asks that no document holds fails the test that asked it, where the block ends.

x         X: posts, pictures and the account's own wall (x_posts: what stands there)
threads   Threads: one account, its containers, posts and token (threads_posts: what one holds)
linkedin  LinkedIn: one author, their posts and token (linkedin_posts: little text, read)
telegram  Telegram's Bot API: one bot in one chat
discord   Discord's webhooks: one webhook of one channel
slack     Slack's incoming webhooks: one webhook of one channel
oauth     OAuth 1.0a signatures, checked
forms     uploads, read
serving   a threaded server that hands each request to a network (shared)
"""
