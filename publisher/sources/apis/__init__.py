"""Sites that are asked through an API of their own."""
