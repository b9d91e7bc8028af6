"""Networks: weights and their cards, sessions that run them, and the measuring of their accuracy."""
