"""What tests stand on: servers of their own, a browser, a story teller."""
