"""Who works here: users, bodies, memberships and roles."""
