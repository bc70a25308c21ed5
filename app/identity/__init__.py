"""People, roles, sign-in, second factor, real names and the keys that seal them."""
