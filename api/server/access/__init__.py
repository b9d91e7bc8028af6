"""Who may: accounts, sessions, invitations, and the gate that every request passes."""
