"""Acts on money: each is one unit of work, and each may be repeated without effect."""
